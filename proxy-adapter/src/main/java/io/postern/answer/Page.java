package io.postern.answer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A body that is finished but for the decision's name: of the two spellings, one has a gap for it.
 * Nothing that a client sent ever stands in a page.
 */
final class Page {
  /** What stands for the decision's name in a template. */
  static final char GAP = '\u0000';

  private final byte[] before;
  private final byte[] after;
  private final byte[] withoutDecision;

  Page(String withGap, String withoutDecision) {
    int gap = withGap.indexOf(GAP);
    this.before = utf8(withGap.substring(0, gap));
    this.after = utf8(withGap.substring(gap + 1));
    this.withoutDecision = utf8(withoutDecision);
  }

  /** The body; not to be changed. */
  byte[] body(@Nullable String decision) {
    if (decision == null) {
      return withoutDecision;
    }
    int length = decision.length();
    byte[] body = new byte[before.length + length + after.length];
    System.arraycopy(before, 0, body, 0, before.length);
    for (int i = 0; i < length; i++) {
      body[before.length + i] = (byte) decision.charAt(i);
    }
    System.arraycopy(after, 0, body, before.length + length, after.length);
    return body;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
