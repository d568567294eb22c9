package io.postern.ldap;

import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens connections: TCP and TLS, nobody bound yet. Thread-safe. */
final class Connector {
  /** Room for an entry with thousands of groups; the SDK would take 20 MiB. */
  private static final int LARGEST_MESSAGE = 1 << 20;

  /**
   * How much longer the SDK waits than we do: were it the first to lose patience, it would not say
   * that this was why.
   */
  private static final long LONGER_MILLIS = 10_000;

  private final LdapSettings settings;
  private final TlsContext tls;
  private final HostAddresses addresses;
  private final Watchdog watchdog;

  Connector(LdapSettings settings, HostAddresses addresses, Watchdog watchdog) {
    this.settings = settings;
    this.tls = new TlsContext(settings.tls());
    this.addresses = addresses;
    this.watchdog = watchdog;
  }

  /** A connection whose server has proven its name, unless there is to be no TLS at all. */
  LdapLink open(ServerAddress server, Deadline deadline) throws Unanswered {
    boolean plain = settings.tls().modeFor(server) == TlsSettings.Mode.NONE;
    return open(server, plain ? null : context(server), deadline);
  }

  /** The same, with other authorities than those of the settings. */
  LdapLink open(ServerAddress server, @Nullable SSLContext trust, Deadline deadline)
      throws Unanswered {
    TlsSettings.Mode mode = settings.tls().modeFor(server);
    NamedTls secure = trust == null ? null : new NamedTls(trust.getSocketFactory(), server.host());
    Deadline byThen = earlier(deadline, settings.connectTimeout());
    Unanswered failed = null;
    for (InetAddress address : addressesOf(server, byThen)) {
      try {
        return open(server, address, mode, secure, byThen);
      } catch (Unanswered next) {
        failed = next;
      }
    }
    throw failed != null ? failed : Unanswered.by(server, Cause.UNREACHABLE, "no address", null);
  }

  private LdapLink open(
      ServerAddress server,
      InetAddress address,
      TlsSettings.Mode mode,
      @Nullable NamedTls secure,
      Deadline deadline)
      throws Unanswered {
    Duration timeout = deadline.remaining();
    Dialer dialer = new Dialer(timeout, mode == TlsSettings.Mode.LDAPS ? secure : null);
    AtomicReference<LdapLink> made = new AtomicReference<>();
    LDAPConnection connection = new LDAPConnection(dialer, options(made));
    LdapLink link = new LdapLink(server, connection, dialer, watchdog);
    made.set(link);
    try {
      link.exchange(
          deadline,
          c -> {
            int patience = Math.toIntExact(timeout.toMillis() + LONGER_MILLIS);
            c.connect(server.host(), address, server.port(), patience);
            return c;
          });
      if (mode == TlsSettings.Mode.STARTTLS && secure != null) {
        link.exchange(deadline, c -> startTls(c, secure));
      }
      return link;
    } catch (LDAPException failure) {
      // Before it is closed, which looks like having been cut off.
      Unanswered unanswered = Failures.connecting(server, link, failure);
      link.close();
      throw unanswered;
    }
  }

  private static ExtendedResult startTls(LDAPConnection connection, NamedTls secure)
      throws LDAPException {
    ExtendedResult result =
        connection.processExtendedOperation(new StartTLSExtendedRequest(secure));
    if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
      throw new LDAPException(result);
    }
    return result;
  }

  /** What the SDK would do otherwise is wrong for us in each of these. */
  private LDAPConnectionOptions options(AtomicReference<LdapLink> link) {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setFollowReferrals(false);
    options.setMaxMessageSize(LARGEST_MESSAGE);
    options.setResponseTimeoutMillis(settings.requestTimeout().toMillis());
    options.setUseLinger(false, 0);
    // A reader thread a connection notices when the server closes it, so that no bind is sent
    // into a connection that is already dead.
    options.setUseSynchronousMode(false);
    options.setConnectionLogger(
        new StrictAnswers(
            () -> {
              LdapLink made = link.get();
              if (made != null) {
                made.spoil();
              }
            }));
    // A notice of disconnection (RFC 4511 §4.4.1) is the only one there is.
    options.setUnsolicitedNotificationHandler(
        (connection, notice) -> {
          LdapLink made = link.get();
          if (made != null) {
            made.hangUp();
          }
        });
    return options;
  }

  private SSLContext context(ServerAddress server) throws Unanswered {
    try {
      return tls.current();
    } catch (GeneralSecurityException | IOException unusable) {
      throw Failures.tlsFiles(server, settings.tls(), unusable);
    }
  }

  /** Where the server is. */
  List<InetAddress> addressesOf(ServerAddress server, Deadline deadline) throws Unanswered {
    try {
      return addresses.of(server.host(), deadline);
    } catch (UnknownHostException unknown) {
      throw Failures.noAddress(server, unknown);
    }
  }

  static Deadline earlier(Deadline deadline, Duration atMost) {
    Deadline own = Deadline.after(atMost);
    return own.nanoTime() - deadline.nanoTime() < 0 ? own : deadline;
  }
}
