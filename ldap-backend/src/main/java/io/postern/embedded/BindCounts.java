package io.postern.embedded;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many binds with a password the directory has judged. Thread-safe. */
public final class BindCounts {
  private final LongAdder total = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Map<String, LongAdder> totalBy = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failedBy = new ConcurrentHashMap<>();

  BindCounts() {}

  /** Of all accounts and of none, the service account's included. */
  public long total() {
    return total.sum();
  }

  /** Of all accounts and of none. */
  public long failed() {
    return failed.sum();
  }

  /**
   * Those that named this account, in whatever form.
   *
   * @param account its sAMAccountName
   */
  public long by(String account) {
    return sum(totalBy, account);
  }

  /** Those that named this account and failed. */
  public long failedBy(String account) {
    return sum(failedBy, account);
  }

  void count(String account, boolean success) {
    total.increment();
    add(totalBy, account);
    if (!success) {
      failed.increment();
      add(failedBy, account);
    }
  }

  void countNobody() {
    total.increment();
    failed.increment();
  }

  private static void add(Map<String, LongAdder> counts, String account) {
    counts.computeIfAbsent(key(account), name -> new LongAdder()).increment();
  }

  private static long sum(Map<String, LongAdder> counts, String account) {
    LongAdder count = counts.get(key(account));
    return count == null ? 0 : count.sum();
  }

  private static String key(String account) {
    return account.toLowerCase(Locale.ROOT);
  }
}
