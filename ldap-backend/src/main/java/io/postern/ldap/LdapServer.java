package io.postern.ldap;

import io.postern.account.Deadline;
import java.util.concurrent.Executor;

/**
 * One directory server: its connections and its health. User binds have connections of their own,
 * because a failed bind leaves the identity that was bound before in place on some servers, and
 * takes it away on others.
 */
final class LdapServer implements AutoCloseable {
  private final ServerAddress address;
  private final Health health = new Health(System::nanoTime);
  private final LdapPool users;
  private final LdapPool services;
  private volatile double latencyNanos;
  private volatile RootDse itself = RootDse.UNKNOWN;

  LdapServer(
      ServerAddress address,
      int connections,
      LdapPool.Opener forUsers,
      LdapPool.Opener forService,
      Executor threads) {
    this.address = address;
    // A search takes a fraction of a bind's time, which on AD is a hash and a log-on.
    int searching = Math.max(1, connections / 4);
    this.services = new LdapPool(address, searching, forService, threads);
    this.users = new LdapPool(address, connections - searching, forUsers, threads);
  }

  ServerAddress address() {
    return address;
  }

  Health health() {
    return health;
  }

  /** Connections on which users bind, and nothing else is done in anybody else's name. */
  LdapPool users() {
    return users;
  }

  /** Connections on which the service account is bound. */
  LdapPool services() {
    return services;
  }

  LdapLink takeForUser(Deadline deadline) throws Unanswered {
    return users.take(deadline);
  }

  /** What it said of itself last; nothing until the first probe has been answered. */
  RootDse itself() {
    return itself;
  }

  void introduced(RootDse itself) {
    this.itself = itself;
  }

  void took(long nanos) {
    latencyNanos = latencyNanos == 0 ? nanos : 0.8 * latencyNanos + 0.2 * nanos;
  }

  double latencyNanos() {
    return latencyNanos;
  }

  @Override
  public void close() {
    users.close();
    services.close();
  }
}
