package io.postern.standalone;

import io.postern.account.AccountDirectory;
import io.postern.answer.DecisionResponse;
import io.postern.basic.BasicScheme;
import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.gate.AuthGate;
import io.postern.ldap.Forest;
import io.postern.ldap.LdapListener;
import io.postern.squid.HelperOptions;
import io.postern.squid.SquidHelper;
import io.postern.standalone.access.AccessRules;
import io.postern.standalone.config.Config;
import io.postern.watch.AccountWatch;
import io.postern.watch.WatchListener;
import io.postern.watch.WatchSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/** A helper of Squid's that asks the directory by itself, with a memory of its own. */
public final class SquidHelperAlone {
  private SquidHelperAlone() {}

  /**
   * Answers Squid until it closes {@code in}.
   *
   * @throws IOException if Squid reads no more
   */
  public static void run(Config config, HelperOptions options, InputStream in, OutputStream out)
      throws IOException {
    AccessRules rules =
        new AccessRules(
            config.rules(), config.passwordChange(), Clock.systemUTC(), ZoneId.systemDefault());
    try (Closing closing = new Closing()) {
      AccountDirectory directory = closing.add(Forest.open(config.directory(), LdapListener.NONE));
      CachingDirectory memory =
          closing.add(
              new CachingDirectory(directory, config.memory(), MemoryListener.NONE, List.of()));
      WatchSettings watch = config.watch();
      if (watch != null) {
        closing.add(AccountWatch.start(directory, watch, memory, WatchListener.NONE));
      }
      AuthGate gate =
          new AuthGate(
              List.of(new BasicScheme(memory, config.realm())),
              rules,
              (request, client, decision, nanos) -> {});
      SquidHelper.run(
          in,
          out,
          gate,
          new DecisionResponse(config.proxy().name(), config.proxy().changeUrl()),
          options,
          SquidHelper.Limits.DEFAULT);
    }
  }
}
