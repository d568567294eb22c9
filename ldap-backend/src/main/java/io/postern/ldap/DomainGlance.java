package io.postern.ldap;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a domain with no account in it: for whoever sets up a connection. Immutable.
 *
 * @param servers its domain controllers, in order of preference; empty: none were found
 * @param looked the server that was looked at; null: none could be reached
 * @param chain the certificates that it shows, its own first; empty: it shows none
 * @param trusted whether the settings lead to trust in them
 * @param problem why nothing, or not everything, was seen; null: it was
 * @param netbiosName the domain's; null: not shown
 * @param site the site that we are in; null: not shown
 */
public record DomainGlance(
    List<ServerAddress> servers,
    @Nullable ServerAddress looked,
    List<X509Certificate> chain,
    boolean trusted,
    @Nullable String problem,
    @Nullable String netbiosName,
    @Nullable String site) {

  public DomainGlance {
    servers = List.copyOf(servers);
    chain = List.copyOf(chain);
  }

  /** Looks at the domain of these settings; blocks for some seconds at the most. */
  public static DomainGlance at(LdapSettings settings) {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "postern-domain-glance");
              thread.setDaemon(true);
              return thread;
            });
    DnsRecords dns = new DnsRecords(settings.nameServer());
    try (Watchdog watchdog = new Watchdog()) {
      List<ServerAddress> servers =
          settings.servers().isEmpty()
              ? new Discovery(settings, dns).servers(settings.site())
              : settings.servers();
      Connector connector = new Connector(settings, new HostAddresses(dns, threads), watchdog);
      return at(settings, servers, connector);
    } catch (NamingException noAnswer) {
      return nothing(List.of(), "DNS: " + Printable.of(noAnswer.getMessage()));
    } finally {
      threads.shutdown();
    }
  }

  private static DomainGlance at(
      LdapSettings settings, List<ServerAddress> servers, Connector connector) {
    String problem = "DNS knows no domain controller of " + settings.domainName();
    for (ServerAddress server : servers) {
      List<X509Certificate> chain =
          settings.tls().modeFor(server) == TlsSettings.Mode.NONE
              ? List.of()
              : CertificateGlance.chainAt(connector, server, LdapDoctor.soon(settings));
      try {
        NetlogonAnswer answer = netlogon(settings, server, connector);
        return new DomainGlance(
            servers,
            server,
            chain,
            true,
            null,
            answer == null ? null : answer.netbiosDomain(),
            answer == null ? null : answer.clientSite());
      } catch (Unanswered refused) {
        problem = String.valueOf(refused.outcome().evidence().note());
        if (!chain.isEmpty()) {
          return new DomainGlance(servers, server, chain, false, problem, null, null);
        }
      }
    }
    return nothing(servers, problem);
  }

  private static @Nullable NetlogonAnswer netlogon(
      LdapSettings settings, ServerAddress server, Connector connector) throws Unanswered {
    LdapLink link = connector.open(server, LdapDoctor.soon(settings));
    try {
      return settings.isActiveDirectory()
          ? NetlogonAnswer.read(link, settings.domainName(), LdapDoctor.soon(settings))
          : null;
    } finally {
      link.close();
    }
  }

  private static DomainGlance nothing(List<ServerAddress> servers, String problem) {
    return new DomainGlance(servers, null, List.of(), false, problem, null, null);
  }
}
