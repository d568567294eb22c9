package io.postern.it.proxies;

import io.postern.answer.DecisionResponse;
import io.postern.basic.BasicScheme;
import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.embedded.AdDirectory;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer.Permission;
import io.postern.gate.DecisionListener;
import io.postern.it.bed.WholeProxy;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import java.net.URI;
import java.util.List;

/** A gate in this process, for the proxies that are Java: put together as a program would. */
final class OwnGate implements AutoCloseable {
  private final LdapDirectory ldap;
  private final CachingDirectory memory;
  final AuthGate gate;
  final DecisionResponse answers =
      new DecisionResponse("postern", URI.create("https://passwords.corp.example.com/"));

  OwnGate(AdDirectory directory) {
    ldap = LdapDirectory.open(WholeProxy.asking(directory).build(), LdapListener.NONE);
    memory = new CachingDirectory(ldap, WholeProxy.memory(), MemoryListener.NONE, List.of());
    gate =
        new AuthGate(
            List.of(new BasicScheme(memory, "Sample")),
            (request, identity) ->
                new Permission(identity.groups().contains(SharedPostern.GROUP), "its members"),
            DecisionListener.all());
  }

  @Override
  public void close() {
    memory.close();
    ldap.close();
  }
}
