package io.postern.ldap;

import io.postern.account.Deadline;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one server of an AD domain that hears of every wrong password: the others pass them on to it
 * (MS-ADTS 3.1.1.8.1), and do not replicate their own counts. Thread-safe.
 */
final class PdcEmulator {
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final LdapClient client;
  private final @Nullable AdDomain domain;
  private volatile @Nullable LdapServer known;
  private volatile long lookedAt = System.nanoTime() - KEPT_NANOS;

  /**
   * Makes the way to it.
   *
   * @param domain null: a directory without such a server; any server is asked
   */
  PdcEmulator(LdapClient client, @Nullable AdDomain domain) {
    this.client = client;
    this.domain = domain;
  }

  /** Searches there if it is one of our servers and answers, otherwise elsewhere. */
  <T> T ask(Deadline deadline, LdapClient.Work<T> work) throws Unanswered {
    LdapServer server = domain == null ? null : server(domain, deadline);
    if (server != null && server.health().state() == Health.State.UP) {
      Deadline half = Connector.earlier(deadline, deadline.remaining().dividedBy(2));
      try {
        return client.searchOn(server, half, work);
      } catch (Unanswered failed) {
        if (!failed.askAnother()) {
          throw failed;
        }
      }
    }
    return client.search(deadline, work);
  }

  private @Nullable LdapServer server(AdDomain domain, Deadline deadline) throws Unanswered {
    if (System.nanoTime() - lookedAt >= KEPT_NANOS) {
      lookedAt = System.nanoTime();
      client.search(
          deadline,
          (as, due) -> {
            String hostName = domain.pdcEmulator(as, due);
            known = hostName == null ? null : client.servers().named(hostName);
            return domain;
          });
    }
    return known;
  }
}
