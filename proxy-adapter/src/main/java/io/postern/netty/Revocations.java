package io.postern.netty;

import io.postern.gate.AuthGate;
import io.postern.spi.Identity;
import java.util.HashMap;
import java.util.Map;

/**
 * Accounts that lost something, gathered until the event loop looks through its clients: once for
 * all of them, as a thousand can lose their group at the same time. Thread-safe.
 */
final class Revocations {
  private static final String NOT_PERMITTED = "no-longer-permitted";

  private final Loop loop;
  private Map<String, String> revoked = new HashMap<>();
  private Map<String, Identity> changed = new HashMap<>();
  private boolean rulesChanged;
  private boolean scheduled;

  Revocations(Loop loop) {
    this.loop = loop;
  }

  synchronized void revoke(String account, String why) {
    revoked.put(account, why);
    schedule();
  }

  synchronized void change(Identity identity) {
    changed.put(identity.account(), identity);
    schedule();
  }

  /** The rules are others now, for everybody. */
  synchronized void reconsider() {
    rulesChanged = true;
    schedule();
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      loop.executor.execute(this::apply);
    }
  }

  private void apply() {
    Map<String, String> noMore;
    Map<String, Identity> others;
    boolean everybody;
    synchronized (this) {
      noMore = revoked;
      others = changed;
      everybody = rulesChanged;
      rulesChanged = false;
      revoked = new HashMap<>();
      changed = new HashMap<>();
      scheduled = false;
    }
    AuthGate gate = loop.setup.gate;
    loop.forEach(
        client -> {
          Turn turn = client.turn();
          if (turn == null) {
            return;
          }
          Identity admitted = turn.admitted().decision().identity();
          String why = noMore.get(admitted.account());
          Identity identity = others.getOrDefault(admitted.account(), everybody ? admitted : null);
          if (why != null) {
            turn.revoke(why);
          } else if (identity != null
              && !gate.permits(turn.admitted().withoutCredentials(), identity)) {
            turn.revoke(NOT_PERMITTED);
          }
        });
  }
}
