package io.postern.squid;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One answer line: a result, notes, and free text. Values are quoted, so nothing that a directory
 * holds can begin another note or another line. Confined to one thread.
 */
final class SquidReply {
  /** Longer than any answer of ours: where a value would not fit, it is left out. */
  private static final int MAXIMUM = 8 * 1024;

  /** What Squid is told about the credentials. */
  enum Result {
    OK,
    ERR,
    /** Broken helper: nobody knows. */
    BH
  }

  private final Result result;
  private final StringBuilder notes = new StringBuilder();
  private String text = "";

  SquidReply(Result result) {
    this.result = result;
  }

  /** An answer that says in words that the helper has no answer. */
  static SquidReply broken(String why) {
    return new SquidReply(Result.BH).note("message", why);
  }

  /**
   * Adds a note.
   *
   * @param key Squid's own, or one that ends in {@code _}: newer ones warn of all others
   */
  SquidReply note(String key, String value) {
    if (notes.length() + key.length() + value.length() < MAXIMUM) {
      notes.append(' ').append(key).append("=\"");
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          notes.append('\\');
        }
        notes.append(Character.isISOControl(c) ? ' ' : c);
      }
      notes.append('"');
    }
    return this;
  }

  /** Sets the free text: what a page shows as {@code %m} when Basic credentials are refused. */
  SquidReply text(String line) {
    this.text = line;
    return this;
  }

  /** As a line with its line feed. */
  byte[] line(String channel) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64 + notes.length() + text.length());
    if (!channel.isEmpty()) {
      line.writeBytes(utf8(channel + ' '));
    }
    line.writeBytes(utf8(result.name()));
    line.writeBytes(utf8(notes.toString()));
    if (!text.isEmpty()) {
      line.writeBytes(utf8(' ' + text.replaceAll("\\p{Cntrl}", " ")));
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static byte[] utf8(String part) {
    return part.getBytes(StandardCharsets.UTF_8);
  }
}
