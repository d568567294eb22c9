package io.postern.gate;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The name of one decision, short enough to read to a help desk: 60 random bits as twelve digits of
 * Crockford's base 32, which has no I, L, O or U.
 */
public record DecisionId(long value) {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 12;

  /** A new one; no state is shared between threads. */
  public static DecisionId random() {
    return new DecisionId(ThreadLocalRandom.current().nextLong() >>> (Long.SIZE - 5 * LENGTH));
  }

  /**
   * Reads one, in either case.
   *
   * @return null if {@code text} is none
   */
  public static @Nullable DecisionId parse(String text) {
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = DIGITS.indexOf(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      if (digit < 0) {
        return null;
      }
      value = value << 5 | digit;
    }
    return text.length() == LENGTH ? new DecisionId(value) : null;
  }

  @Override
  public String toString() {
    char[] digits = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      digits[i] = DIGITS.charAt((int) (value >>> (5 * (LENGTH - 1 - i))) & 31);
    }
    return new String(digits);
  }
}
