package io.postern.it.soak;

import io.postern.it.peer.Slapd;

/** A directory that is away for a quarter of each minute: it is dead, or it stands still. */
final class Outages {
  private static final int AWAY = 20;
  private static final int BACK = 35;

  /** For so long after its return there may be answers that know nothing of it. */
  private static final int REMEMBERED = 15;

  private final Slapd slapd;
  private boolean dead;
  private boolean stalled;
  private volatile boolean felt;

  Outages(Slapd slapd) {
    this.slapd = slapd;
  }

  /** Whether somebody may be told that the directory cannot be asked. */
  boolean isFelt() {
    return felt;
  }

  /** Does what is due in this second. */
  void tick(long second) {
    switch ((int) (second % 60)) {
      case AWAY -> leave(second / 60 % 2 == 0);
      case BACK -> comeBack();
      case BACK + REMEMBERED -> felt = false;
      default -> {}
    }
  }

  /** Brings it back. */
  void comeBack() {
    if (dead) {
      slapd.restart();
    } else if (stalled) {
      slapd.resume();
    }
    dead = false;
    stalled = false;
  }

  private void leave(boolean die) {
    felt = true;
    if (die) {
      slapd.kill();
    } else {
      slapd.stall();
    }
    dead = die;
    stalled = !die;
  }
}
