package io.postern.ldap;

import io.postern.ldap.LdapDoctor.Step;
import io.postern.spi.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Examines one server after the other, from its address to the service account's bind. */
final class ServerCheckup {
  private static final long SOON_DAYS = 21;

  private final LdapSettings settings;
  private final Connector connector;
  private final Consumer<Step> steps;
  private final ServiceConnection service;
  private boolean serviceRefused;

  ServerCheckup(LdapSettings settings, Connector connector, Consumer<Step> steps) {
    this.settings = settings;
    this.connector = connector;
    this.steps = steps;
    this.service = new ServiceConnection(settings, connector, LdapListener.NONE, Notices.silent());
  }

  /** Goes as far as it gets; returns a connection on which the directory can be examined. */
  @Nullable LdapLink examine(ServerAddress server) {
    if (!takesConnections(server) || !isSecure(server) || !answers(server)) {
      return null;
    }
    if (settings.serviceAccount() == null) {
      return open(server);
    }
    return serviceRefused ? null : bind(server, settings.serviceAccount());
  }

  private boolean takesConnections(ServerAddress server) {
    String name = "TCP " + server;
    List<InetAddress> addresses;
    try {
      addresses = connector.addressesOf(server, LdapDoctor.soon(settings));
    } catch (Unanswered unknown) {
      steps.accept(
          Step.fail(
              name,
              "the name " + server.host() + " has no address",
              "check the name, and the DNS servers of this machine"));
      return false;
    }
    for (InetAddress address : addresses) {
      try (Socket socket = new Socket()) {
        long started = System.nanoTime();
        socket.connect(
            new InetSocketAddress(address, server.port()),
            Math.toIntExact(settings.connectTimeout().toMillis()));
        long millis = (System.nanoTime() - started) / 1_000_000;
        steps.accept(Step.ok(name, address.getHostAddress() + " accepts after " + millis + " ms"));
        return true;
      } catch (IOException refused) {
        steps.accept(
            Step.fail(
                name,
                address.getHostAddress() + ": " + Printable.of(refused.getMessage()),
                "check that the server runs, its port, and the firewalls between"));
      }
    }
    return false;
  }

  private boolean isSecure(ServerAddress server) {
    TlsSettings.Mode mode = settings.tls().modeFor(server);
    String name = "TLS " + server;
    if (mode == TlsSettings.Mode.NONE) {
      String fix = "use ldaps:// or tls mode starttls";
      steps.accept(
          server.isLoopback()
              ? Step.ok(name, "none, on this machine")
              : Step.warn(name, "none: passwords cross the network for all to read", fix));
      return true;
    }
    X509Certificate shown = CertificateGlance.at(connector, server, LdapDoctor.soon(settings));
    String certificate =
        shown == null ? "no certificate seen" : CertificateGlance.describe(shown, Instant.now());
    try {
      connector.open(server, LdapDoctor.soon(settings)).close();
    } catch (Unanswered refused) {
      CertificateProblem problem = Failures.certificateProblem(refused);
      steps.accept(
          problem == null
              ? Step.fail(name, "TCP connects, TLS does not: " + note(refused), tlsFix(refused))
              : Step.fail(name, problem + " (" + certificate + ")", problem.fix()));
      return false;
    }
    boolean endsSoon =
        shown != null && CertificateGlance.daysLeft(shown, Instant.now()) < SOON_DAYS;
    steps.accept(
        endsSoon
            ? Step.warn(name, certificate, "renew the server's certificate")
            : Step.ok(name, certificate));
    return true;
  }

  /** For a server that shows no certificate, or does not get as far. */
  private String tlsFix(Unanswered refused) {
    return refused.outcome().cause() == Outcome.Cause.TIMEOUT
        ? "see on the server whether it hangs or is overloaded, or raise connect-timeout (now "
            + settings.connectTimeout().toMillis()
            + " ms)"
        : "check that this is its LDAPS port (636), or that it offers StartTLS (389)";
  }

  private boolean answers(ServerAddress server) {
    String name = "root DSE " + server;
    LdapLink link = open(server);
    if (link == null) {
      return false;
    }
    try {
      RootDse rootDse = RootDse.read(link, LdapDoctor.soon(settings));
      steps.accept(judge(name, rootDse));
      return true;
    } catch (Unanswered refused) {
      boolean isSlow = refused.outcome().cause() == Outcome.Cause.TIMEOUT;
      String fix =
          isSlow
              ? "see on the server whether it hangs or is overloaded, or raise request-timeout"
              : "check that this is a directory server's LDAP port";
      steps.accept(Step.fail(name, note(refused), fix));
      return false;
    } finally {
      link.close();
    }
  }

  private Step judge(String name, RootDse rootDse) {
    String says =
        rootDse.hostName() == null ? "it answers" : "it calls itself " + rootDse.hostName();
    boolean isAd = rootDse.updates() != null;
    if (settings.isActiveDirectory() && !isAd) {
      return Step.warn(
          name,
          says + ", and does not look like Active Directory",
          "set directory.type: ldap, if it is another directory");
    }
    if (!settings.isActiveDirectory() && isAd) {
      return Step.warn(
          name, says + ", and looks like Active Directory", "set directory.type: active-directory");
    }
    return Step.ok(name, says);
  }

  private @Nullable LdapLink bind(ServerAddress server, ServiceAccount account) {
    String name = "service account " + server;
    try {
      LdapLink link = service.open(server, LdapDoctor.soon(settings));
      steps.accept(Step.ok(name, Printable.of(account.name()) + " is bound"));
      return link;
    } catch (Unanswered refused) {
      serviceRefused = refused.outcome().cause() == Outcome.Cause.SERVICE_ACCOUNT_REFUSED;
      steps.accept(Step.fail(name, note(refused), serviceFix(server, account, refused)));
      return null;
    }
  }

  private String serviceFix(ServerAddress server, ServiceAccount account, Unanswered refused) {
    if (serviceRefused) {
      return account instanceof ServiceAccount.Kerberos
          ? "export the keytab anew, and see that the account is neither locked, disabled nor"
              + " expired"
          : "set directory.service-account's name and password to those of an account that is"
              + " neither locked, disabled nor expired (it is not tried again here, which would"
              + " count as another failed log-in)";
    }
    boolean unprotected = settings.tls().modeFor(server) == TlsSettings.Mode.NONE;
    return unprotected && refused.outcome().cause() == Outcome.Cause.MISCONFIGURED
        ? "write the server as ldaps://" + server.host() + ", or set directory.tls.mode: starttls"
        : "look into the server's log";
  }

  private @Nullable LdapLink open(ServerAddress server) {
    try {
      return connector.open(server, LdapDoctor.soon(settings));
    } catch (Unanswered failed) {
      steps.accept(
          Step.fail(
              "connection " + server, note(failed), "check that the server is not overloaded"));
      return null;
    }
  }

  private static String note(Unanswered unanswered) {
    return String.valueOf(unanswered.outcome().evidence().note());
  }
}
