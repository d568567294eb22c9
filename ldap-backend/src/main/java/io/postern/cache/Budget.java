package io.postern.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The failed binds that an account can stand yet. A bind that is under way counts as one that may
 * fail, so no number of threads can overdraw it. Thread-safe; belongs to one account.
 */
final class Budget {
  static final int MAXIMUM_WAITING = 32;
  private static final int REMEMBERED = 32;

  private final long[] failedAt = new long[REMEMBERED];
  private final Deque<Question> waiting = new ArrayDeque<>();
  private long failures;
  private long forgotten;
  private int underWay;

  /** How many failures there were ever: take it before you count them anywhere else. */
  synchronized long mark() {
    return failures;
  }

  /** Our own failed binds since a moment on the time source's clock. */
  synchronized int failuresSince(long moment) {
    int count = 0;
    long oldest = Math.max(forgotten, failures - REMEMBERED);
    for (long i = failures - 1; i >= oldest; i--) {
      if (failedAt[(int) (i % REMEMBERED)] - moment < 0) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * Asks to spend one bind.
   *
   * @param counted failed binds that stand against the account
   * @param mark taken before they were counted
   * @param limit how many may stand against it
   * @param question waits here if the answer is {@link Admission#WAITS}
   */
  synchronized Admission admit(int counted, long mark, int limit, Question question) {
    if (counted >= limit) {
      return Admission.SPENT;
    }
    long possible = counted + (failures - mark) + underWay;
    if (possible < limit) {
      underWay++;
      return Admission.GRANTED;
    }
    if (underWay == 0) {
      return Admission.COUNT_AGAIN;
    }
    if (waiting.size() >= MAXIMUM_WAITING) {
      return Admission.CROWDED;
    }
    waiting.add(question);
    return Admission.WAITS;
  }

  /**
   * A bind that was granted is over.
   *
   * @return the questions that waited for it
   */
  synchronized List<Question> settle(Result result, long now) {
    underWay--;
    if (result == Result.FAILED) {
      failedAt[(int) (failures % REMEMBERED)] = now;
      failures++;
    } else if (result == Result.SUCCEEDED) {
      // The directory sets its own counter to zero.
      forgotten = failures;
    }
    List<Question> released = new ArrayList<>(waiting);
    waiting.clear();
    return released;
  }

  /** Takes over what another record of the same user has spent. */
  void add(Budget other) {
    long[] theirs;
    synchronized (other) {
      theirs = new long[(int) Math.min(REMEMBERED, other.failures - other.forgotten)];
      for (int i = 0; i < theirs.length; i++) {
        theirs[i] = other.failedAt[(int) ((other.failures - theirs.length + i) % REMEMBERED)];
      }
    }
    synchronized (this) {
      for (long at : theirs) {
        failedAt[(int) (failures % REMEMBERED)] = at;
        failures++;
      }
    }
  }

  /** Whether a bind may be spent. */
  enum Admission {
    /** Yes, and it counts until it is settled. */
    GRANTED,
    /** No: too many failed binds stand against the account. */
    SPENT,
    /** Perhaps, when the binds that are under way are over: the question waits here. */
    WAITS,
    /** As before, but too many wait already. */
    CROWDED,
    /** Binds failed while the failures were counted. */
    COUNT_AGAIN
  }

  /** How a bind ended. */
  enum Result {
    /** The password was right. */
    SUCCEEDED,
    /** The directory counted a failure. */
    FAILED,
    /** The directory counted nothing. */
    NOT_COUNTED
  }
}
