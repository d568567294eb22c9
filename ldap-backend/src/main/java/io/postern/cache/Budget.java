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

  private static final Moments NEVER = new Moments();

  private final Moments failures = new Moments();
  private final Moments unanswered = new Moments();
  private final Deque<Question> waiting = new ArrayDeque<>(0);
  private boolean underWay;

  /** How many failures there were ever: take it before you count them anywhere else. */
  synchronized long mark() {
    return failures.count();
  }

  /** Our own failed binds since a moment on the time source's clock, unless a success forgave. */
  synchronized int failuresSince(long moment) {
    return failures.since(moment);
  }

  /** Our own failed binds, as a directory with this window counts them. */
  synchronized int failuresWithin(long window, long now) {
    return failures.within(window, now, NEVER);
  }

  /** The same with the binds that got no answer, as if all of those had failed. */
  synchronized int possibleFailuresWithin(long window, long now) {
    return failures.within(window, now, unanswered);
  }

  /** Our own binds without an answer since a moment: the server may have counted them. */
  synchronized int unansweredSince(long moment) {
    return unanswered.since(moment);
  }

  /**
   * Asks to spend one bind.
   *
   * @param counted failed binds that stand against the account
   * @param possible the same with binds that may have failed
   * @param mark taken before they were counted
   * @param limit how many may stand against it
   * @param question waits here if the answer is {@link Admission#WAITS}
   */
  synchronized Admission admit(int counted, int possible, long mark, int limit, Question question) {
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
    if (failures.count() != mark) {
      return Admission.COUNT_AGAIN;
    }
    if (possible >= limit) {
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
        failures.add(now);
        break;
      case SUCCEEDED:
        // The directory sets its own counter to zero.
        failures.forget();
        unanswered.forget();
        break;
      case UNANSWERED:
        unanswered.add(now);
        break;
      case NOT_COUNTED:
        break;
    }
    List<Question> released = new ArrayList<>(waiting);
    waiting.clear();
    return released;
  }

  /** Takes over what another record of the same user has spent. */
  void add(Budget other) {
    Moments failed;
    Moments unsure;
    synchronized (other) {
      failed = other.failures.copy();
      unsure = other.unanswered.copy();
    }
    synchronized (this) {
      failures.addAll(failed);
      unanswered.addAll(unsure);
    }
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
