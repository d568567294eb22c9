package io.postern.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The failed binds that an account can stand yet. One bind at a time is under way, and it counts as
 * one that may fail, so no number of threads can overdraw it. Thread-safe; belongs to one account.
 */
final class Budget {
  static final int MAXIMUM_WAITING = 32;
  static final int REMEMBERED = 32;

  private final long[] failedAt = new long[REMEMBERED];
  private final Deque<Question> waiting = new ArrayDeque<>(0);
  private long failures;
  private long forgotten;
  private boolean underWay;
  private int unanswered;

  /** How many failures there were ever: take it before you count them anywhere else. */
  synchronized long mark() {
    return failures;
  }

  /** Our own failed binds since a moment on the time source's clock, unless a success forgave. */
  synchronized int failuresSince(long moment) {
    int count = 0;
    long oldest = Math.max(forgotten, failures - REMEMBERED);
    for (long i = failures - 1; i >= oldest; i--) {
      if (failedAt[(int) (i % REMEMBERED)] - moment <= 0) {
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
    if (underWay) {
      if (waiting.size() >= MAXIMUM_WAITING) {
        return Admission.CROWDED;
      }
      waiting.add(question);
      return Admission.WAITS;
    }
    if (failures != mark) {
      return Admission.COUNT_AGAIN;
    }
    if (counted + unanswered >= limit) {
      return Admission.UNSURE;
    }
    underWay = true;
    return Admission.GRANTED;
  }

  /**
   * A bind that was granted is over.
   *
   * @return the questions that waited for it
   */
  synchronized List<Question> settle(Result result, long now) {
    underWay = false;
    switch (result) {
      case FAILED:
        failedAt[(int) (failures % REMEMBERED)] = now;
        failures++;
        break;
      case SUCCEEDED:
        // The directory sets its own counter to zero.
        forgotten = failures;
        break;
      case UNANSWERED:
        unanswered++;
        break;
      case NOT_COUNTED:
        break;
    }
    List<Question> released = new ArrayList<>(waiting);
    waiting.clear();
    return released;
  }

  /** A bind without an answer is so long ago that the server will not read it any more. */
  synchronized void forgetUnanswered() {
    unanswered--;
  }

  /** Takes over what another record of the same user has spent. */
  void add(Budget other) {
    long[] theirs = other.spent();
    synchronized (this) {
      for (long at : theirs) {
        failedAt[(int) (failures % REMEMBERED)] = at;
        failures++;
      }
    }
  }

  private synchronized long[] spent() {
    long[] spent = new long[(int) Math.min(REMEMBERED, failures - forgotten)];
    for (int i = 0; i < spent.length; i++) {
      spent[i] = failedAt[(int) ((failures - spent.length + i) % REMEMBERED)];
    }
    return spent;
  }

  /** Whether a bind may be spent. */
  enum Admission {
    /** Yes, and it counts until it is settled. */
    GRANTED,
    /** No: too many failed binds stand against the account. */
    SPENT,
    /** Perhaps, when the bind that is under way is over: the question waits here. */
    WAITS,
    /** As before, but too many wait already. */
    CROWDED,
    /** A bind failed while the failures were counted. */
    COUNT_AGAIN,
    /** Nobody knows: binds without an answer may be counted yet. */
    UNSURE
  }

  /** How a bind ended. */
  enum Result {
    /** The password was right. */
    SUCCEEDED,
    /** The directory counted a failure. */
    FAILED,
    /** The directory counted nothing. */
    NOT_COUNTED,
    /** Nobody knows. */
    UNANSWERED
  }
}
