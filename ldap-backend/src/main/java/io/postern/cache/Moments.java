package io.postern.cache;

/** The latest moments at which something happened, on the time source's clock. Not thread-safe. */
final class Moments {
  static final int MOST = 32;

  /** Empty while nothing has happened: of most accounts, nothing ever does. */
  private long[] latest = {};

  private long count;
  private long forgotten;

  void add(long moment) {
    if (latest.length == 0) {
      latest = new long[MOST];
    }
    latest[(int) (count % MOST)] = moment;
    count++;
  }

  /** How often it happened after {@code moment}, of the latest {@link #MOST} times. */
  int since(long moment) {
    int since = 0;
    for (long i = count - 1; i >= oldest() && at(i) - moment > 0; i--) {
      since++;
    }
    return since;
  }

  /**
   * How often it or the other happened, as AD counts: a count starts anew only when nothing has
   * happened for a whole observation window.
   */
  int within(long window, long now, Moments other) {
    int within = 0;
    long i = count - 1;
    long j = other.count - 1;
    long later = now;
    while (i >= oldest() || j >= other.oldest()) {
      boolean isMine = j < other.oldest() || (i >= oldest() && at(i) - other.at(j) > 0);
      long moment = isMine ? at(i--) : other.at(j--);
      if (later - moment >= window) {
        return within;
      }
      later = moment;
      within++;
    }
    return within;
  }

  /** How often it ever happened, forgotten or not. */
  long count() {
    return count;
  }

  void forget() {
    forgotten = count;
  }

  void addAll(Moments others) {
    for (long i = others.oldest(); i < others.count; i++) {
      add(others.at(i));
    }
  }

  Moments copy() {
    Moments copy = new Moments();
    copy.addAll(this);
    return copy;
  }

  private long at(long number) {
    return latest[(int) (number % MOST)];
  }

  private long oldest() {
    return Math.max(forgotten, count - MOST);
  }
}
