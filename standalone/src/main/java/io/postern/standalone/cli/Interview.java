package io.postern.standalone.cli;

import io.postern.ldap.DomainGlance;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.TlsSettings;
import io.postern.standalone.init.Authority;
import io.postern.standalone.init.FirstConfig;
import io.postern.standalone.init.NewFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The questions of {@code init}, and what is found out between them. Held once. */
final class Interview {
  private final InitOptions options;
  private final NewFiles files;
  private final Terminal terminal;
  private final Prompt prompt;
  private @Nullable String nameServer;
  private @Nullable Path authority;

  Interview(InitOptions options, NewFiles files, Terminal terminal, Prompt prompt) {
    this.options = options;
    this.files = files;
    this.terminal = terminal;
    this.prompt = prompt;
    this.nameServer = options.nameServer;
    this.authority = options.caFile;
  }

  /**
   * Holds it.
   *
   * @return null if the domain cannot be reached or trusted, which the terminal has been told
   * @throws IOException if a file cannot be written
   * @throws IllegalArgumentException if an answer is wrong, with a sentence for the operator
   */
  @Nullable FirstConfig hold() throws IOException {
    String domain = prompt.ask("Active Directory domain", options.domain, Domains.likely());
    if (domain.isBlank()) {
      throw new IllegalArgumentException("needs a domain: --domain");
    }
    DomainGlance glance = look(domain);
    if (!glance.trusted()) {
      String hint =
          glance.servers().isEmpty()
              ? " (--server names one; --name-server, a DNS server that knows them)"
              : "";
      terminal.err().println("postern init: " + glance.problem() + hint);
      return null;
    }
    String account =
        prompt.ask(
            "Account that searches (an ordinary user; empty: none)", options.serviceAccount, "");
    String password = account.isBlank() ? null : password(account);
    String group = prompt.ask("Group that may use the proxy (empty: everybody)", options.group, "");
    return new FirstConfig(
        domain,
        options.servers,
        nameServer,
        authority == null ? null : files.named(authority),
        account.isBlank() ? null : account,
        password,
        group.isBlank() ? null : group,
        prompt.ask("Where clients connect", options.listen, "0.0.0.0:3128"));
  }

  /** Looks until a domain controller shows itself and is trusted, as far as answers help. */
  private DomainGlance look(String domain) throws IOException {
    DomainGlance glance = glance(domain);
    if (glance.servers().isEmpty() && nameServer == null && prompt.asks()) {
      terminal.out().println("  " + glance.problem());
      String asked = prompt.ask("DNS server that knows it (empty: give up)", null, "");
      if (!asked.isBlank()) {
        nameServer = asked;
        glance = glance(domain);
      }
    }
    for (ServerAddress server : glance.servers()) {
      String answers = server.equals(glance.looked()) ? " answers" : "";
      terminal.out().println("  domain controller " + server + answers);
    }
    if (!glance.trusted() && authority == null && !glance.chain().isEmpty()) {
      glance = trusts(Authority.of(glance.chain())) ? glance(domain) : glance;
    }
    if (glance.netbiosName() != null) {
      terminal.out().println("  NetBIOS name " + glance.netbiosName());
    }
    return glance;
  }

  private DomainGlance glance(String domain) {
    terminal.out().println("Looking at " + domain + " ...");
    terminal.out().flush();
    return DomainGlance.at(
        LdapSettings.activeDirectory(domain)
            .servers(options.servers.stream().map(ServerAddress::parse).toList())
            .nameServer(nameServer)
            .tls(new TlsSettings(TlsSettings.Mode.LDAPS, authority, null, null, false))
            .build());
  }

  /** Asks whether to trust who issued the certificates; if so, keeps it in a file. */
  private boolean trusts(Authority shown) throws IOException {
    shown.describe().forEach(line -> terminal.out().println("  " + line));
    boolean trusted =
        options.fingerprint == null
            ? prompt.confirm("Is that the fingerprint that your administrator knows? Trust it")
            : shown.hasFingerprint(options.fingerprint);
    if (trusted) {
      authority = files.write("domain-ca.pem", shown.pem());
    }
    return trusted;
  }

  /** How the configuration names the file with the password of {@code account}. */
  private String password(String account) throws IOException {
    if (options.passwordFile != null) {
      return files.named(options.passwordFile);
    }
    byte[] password = prompt.asks() ? prompt.password(account) : null;
    if (password == null) {
      throw new IllegalArgumentException(account + " needs a password: --password-file");
    }
    try {
      return files.named(files.writeSecret("ldap-password", password));
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }
}
