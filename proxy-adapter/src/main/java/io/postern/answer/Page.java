package io.postern.answer;

import io.postern.answer.Answer.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that is finished but for the decision's name: of the two spellings, one has a gap for it.
 * Nothing that a client sent ever stands in a page.
 */
final class Page {
  private static final Field NO_STORE = new Field("Cache-Control", "no-store");
  private static final Field NO_SNIFFING = new Field("X-Content-Type-Options", "nosniff");

  /** The page stands in the place of an origin's: nothing of that origin may be done from it. */
  private static final Field NOTHING_ELSE =
      new Field(
          "Content-Security-Policy",
          "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox");

  /** What stands for the decision's name in a template. */
  static final char GAP = '\u0000';

  private final byte[] before;
  private final byte[] after;
  private final byte[] withoutDecision;
  private final List<Field> fields;
  private volatile Sized sized;

  Page(Preferences preferences, String withGap, String withoutDecision) {
    int gap = withGap.indexOf(GAP);
    this.before = utf8(withGap.substring(0, gap));
    this.after = utf8(withGap.substring(gap + 1));
    this.withoutDecision = utf8(withoutDecision);
    Field type = new Field("Content-Type", preferences.format().contentType());
    Field language = new Field("Content-Language", preferences.language().tag());
    this.fields =
        preferences.format() == Preferences.Format.HTML
            ? List.of(NO_STORE, type, language, NOTHING_ELSE, NO_SNIFFING)
            : List.of(NO_STORE, type, language);
    this.sized = new Sized(0);
  }

  /** What a head says of it. */
  List<Field> fields() {
    return fields;
  }

  /** Content-Length, for a body of so many octets: for nearly all it is that of the last. */
  Field length(int octets) {
    Sized last = sized;
    if (last.octets != octets) {
      sized = last = new Sized(octets);
    }
    return last.field;
  }

  private static final class Sized {
    private final int octets;
    private final Field field;

    Sized(int octets) {
      this.octets = octets;
      this.field = new Field("Content-Length", Integer.toString(octets));
    }
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
