package io.postern.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import io.postern.account.Deadline;

/**
 * One connection to one server. Every exchange on it ends by its deadline, whatever the server
 * does. Used by one thread at a time.
 */
final class LdapLink implements Searching {
  private final ServerAddress server;
  private final LDAPConnection connection;
  private final Dialer dialer;
  private final Watchdog watchdog;
  private volatile boolean spoiled;
  private volatile boolean hungUp;
  private long restingSince;

  LdapLink(ServerAddress server, LDAPConnection connection, Dialer dialer, Watchdog watchdog) {
    this.server = server;
    this.connection = connection;
    this.dialer = dialer;
    this.watchdog = watchdog;
  }

  @Override
  public ServerAddress server() {
    return server;
  }

  /**
   * Runs one exchange; at the deadline the connection is cut.
   *
   * @throws LDAPException also for what the SDK reports by an unchecked exception, such as an
   *     answer of the wrong kind
   */
  <T> T exchange(Deadline deadline, Exchange<T> exchange) throws LDAPException {
    try (Watchdog.Alarm alarm = watchdog.at(deadline, dialer::cut)) {
      return exchange.on(connection);
    } catch (RuntimeException nonsense) {
      spoil();
      throw new LDAPException(ResultCode.DECODING_ERROR, "an answer of the wrong kind", nonsense);
    }
  }

  /** Searches; an absent base is no failure but an empty answer. */
  @Override
  public Answer search(Query query, Deadline deadline) throws Unanswered {
    EntryCollector entries = new EntryCollector(query.maximum());
    SearchResult result;
    try {
      result = exchange(deadline, c -> search(c, query.request(entries)));
    } catch (LDAPException failure) {
      throw Failures.exchanging(server, this, failure);
    }
    return ResultCodes.searched(server, result, entries);
  }

  private static SearchResult search(LDAPConnection connection, SearchRequest request)
      throws LDAPException {
    try {
      return connection.search(request);
    } catch (LDAPSearchException refused) {
      if (Failures.isClientSide(refused.getResultCode())) {
        throw refused;
      }
      return refused.getSearchResult();
    }
  }

  /** The connection is never to be used again; a wait for an answer on it ends now. */
  void spoil() {
    spoiled = true;
    dialer.cut();
  }

  /** The server is about to close the connection. */
  void hangUp() {
    hungUp = true;
    dialer.cut();
  }

  boolean isSpoiled() {
    return spoiled;
  }

  boolean wasCutOff() {
    return dialer.isCut() && !hungUp;
  }

  /** Whether another exchange may be tried: the SDK notices at once when the server closes. */
  boolean isUsable() {
    return !spoiled && !dialer.isCut() && connection.isConnected();
  }

  void rest() {
    restingSince = System.nanoTime();
  }

  long restedNanos() {
    return System.nanoTime() - restingSince;
  }

  /** Says goodbye, if there is anybody to say it to. */
  void close() {
    if (isUsable()) {
      connection.close();
    } else {
      dialer.cut();
      connection.closeWithoutUnbind();
    }
  }

  /** A request and its answer. */
  @FunctionalInterface
  interface Exchange<T> {
    T on(LDAPConnection connection) throws LDAPException;
  }
}
