package io.postern.ldap;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Tells the administrator what only the administrator can repair: loudly, but each thing once a
 * minute. Thread-safe.
 */
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST = 1_000;

  private final LdapListener listener;
  private final Logger log;
  private final ConcurrentHashMap<String, Long> told = new ConcurrentHashMap<>();

  Notices(LdapListener listener) {
    this(listener, LOG);
  }

  private Notices(LdapListener listener, Logger log) {
    this.listener = listener;
    this.log = log;
  }

  /** Tells nobody. */
  static Notices silent() {
    return new Notices(LdapListener.NONE, NOPLogger.NOP_LOGGER);
  }

  /** Something is set up wrongly: here or in the directory. */
  void misconfigured(ServerAddress server, String problem) {
    listener.misconfigured(server.toString(), problem);
    if (isNews(server + problem)) {
      log.error("nobody can sign in through {}: {}", server, problem);
    }
  }

  /** AD gave a code that we do not know. */
  void unknownSubCode(ServerAddress server, String code) {
    listener.unknownSubCode(server.toString(), code);
    if (isNews(server + code)) {
      log.warn("{} refused a bind with the unknown code {}; taken for a no", server, code);
    }
  }

  /** The service account does not see tokenGroups. */
  void tokenGroupsHidden(ServerAddress server) {
    if (isNews("tokenGroups")) {
      log.warn(
          "{} does not show us tokenGroups: groups are looked up by the slower in-chain rule. Put"
              + " the service account into the group Windows Authorization Access Group",
          server);
    }
  }

  private boolean isNews(String what) {
    if (told.size() > MOST) {
      told.clear();
    }
    long now = System.nanoTime();
    Long before = told.get(what);
    if (before != null && now - before < QUIET_NANOS) {
      return false;
    }
    told.put(what, now);
    return true;
  }
}
