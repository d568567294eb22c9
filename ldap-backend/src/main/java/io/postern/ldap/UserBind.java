package io.postern.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import io.postern.account.Deadline;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Binds as a user, the only place that does: each call sends one bind or none. Until the bind is
 * sent, another server may take its place; afterwards the directory may have counted it, and it is
 * never sent again.
 */
final class UserBind {
  private final LdapSettings settings;
  private final LdapServers servers;
  private final LdapListener listener;
  private final Notices notices;

  UserBind(LdapSettings settings, LdapServers servers, LdapListener listener, Notices notices) {
    this.settings = settings;
    this.servers = servers;
    this.listener = listener;
    this.notices = notices;
  }

  /**
   * Binds. The connection stays with the session until it is closed.
   *
   * @param password not empty: that would be an anonymous bind, which always succeeds (RFC 4513
   *     §5.1.2)
   * @param sendBy when it is too late to send the bind
   */
  Session bind(String name, byte[] password, Deadline sendBy, Deadline deadline) throws Unanswered {
    if (name.isEmpty() || password.length == 0) {
      throw new IllegalArgumentException("an anonymous bind proves nothing");
    }
    Session session =
        servers.ask(deadline, (server, due) -> new Session(server, server.takeForUser(due)));
    boolean answered = false;
    try {
      if (sendBy.remaining().isZero() && !deadline.remaining().isZero()) {
        throw Unanswered.byNobody(Outcome.Cause.TIMEOUT, "it was too late to send the bind");
      }
      session.bind(name, password, deadline);
      answered = true;
      return session;
    } finally {
      if (!answered) {
        session.close();
      }
    }
  }

  /** A connection on which a user has bound, or was refused. */
  final class Session implements Searching, AutoCloseable {
    private final LdapServer server;
    private final LdapLink link;
    private @Nullable BindReading reading;
    private Duration took = Duration.ZERO;

    private Session(LdapServer server, LdapLink link) {
      this.server = server;
      this.link = link;
    }

    /** What the server said. */
    BindReading reading() {
      if (reading == null) {
        throw new IllegalStateException("not bound yet");
      }
      return reading;
    }

    Evidence evidence(@Nullable String note) {
      return new Evidence(
          Evidence.Source.DIRECTORY, link.server().toString(), reading().code(), took, note);
    }

    @Override
    public ServerAddress server() {
      return link.server();
    }

    /** Searches as the user, once the user has proven the password. */
    @Override
    public Answer search(Query query, Deadline deadline) throws Unanswered {
      if (reading().refusal() != null) {
        throw new IllegalStateException("nobody is bound here");
      }
      return link.search(query, deadline);
    }

    @Override
    public void close() {
      server.users().giveBack(link);
    }

    private void bind(String name, byte[] password, Deadline deadline) throws Unanswered {
      SecretOnce secret = new SecretOnce(password);
      BindRequest request = new SimpleBindRequest(name, secret, controls());
      request.setResponseTimeoutMillis(settings.requestTimeout().toMillis());
      long started = System.nanoTime();
      try {
        BindResult result = LdapServers.ask(server, deadline, (s, due) -> send(request, due));
        took = Duration.ofNanos(System.nanoTime() - started);
        reading = BindReading.of(link.server(), result, Instant.now(), notices);
        report(reading.refusal() == null ? "ok" : "rejected", started);
      } catch (Unanswered unanswered) {
        report(unanswered.outcome().cause().label(), started);
        throw unanswered.after(Duration.ofNanos(System.nanoTime() - started));
      } finally {
        secret.close();
      }
    }

    private BindResult send(BindRequest request, Deadline deadline) throws Unanswered {
      try {
        return link.exchange(deadline, c -> answer(c, request));
      } catch (LDAPException failure) {
        Unanswered unanswered = Failures.exchanging(link.server(), link, failure);
        // An answer that still comes would be taken for that of the next user's bind.
        link.spoil();
        throw unanswered;
      }
    }

    private void report(String outcome, long started) {
      Duration asked = Duration.ofNanos(System.nanoTime() - started);
      listener.request(link.server().toString(), "bind", outcome, asked);
    }
  }

  private Control[] controls() {
    return settings.isActiveDirectory()
        ? new Control[0]
        : new Control[] {PasswordControls.request()};
  }

  private static BindResult answer(LDAPConnection connection, BindRequest request)
      throws LDAPException {
    try {
      return connection.bind(request);
    } catch (LDAPBindException refused) {
      return refused.getBindResult();
    }
  }
}
