package io.postern.squid;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of a helper's conversation, each of bounded length. Confined to one thread. */
final class HelperInput {
  /** Squid's own limit (HELPER_INPUT_BUFFER), and the channel id before it. */
  static final int MAXIMUM_QUESTION = 8196;

  private static final int START = 32;

  private final InputStream in;
  private final int maximum;
  private final byte[] buffer;
  private int from;
  private int to;

  HelperInput(InputStream in, int maximum) {
    this.in = in;
    this.maximum = maximum;
    this.buffer = new byte[4 * maximum];
  }

  /**
   * A line without its line feed.
   *
   * @param octets of an overlong line, just the start
   */
  record Line(byte[] octets, boolean overlong) {
    void wipe() {
      Arrays.fill(octets, (byte) 0);
    }

    @Override
    public String toString() {
      return "Line (hidden)";
    }
  }

  /**
   * The next line; blocks until there is one.
   *
   * @return null at the end. A line that the end cut short is none: half a password must not be
   *     tried
   */
  @Nullable Line next() throws IOException {
    int searched = from;
    while (true) {
      int end = lineFeed(searched);
      if (end >= 0) {
        return take(end, end - from > maximum);
      }
      if (to - from > maximum) {
        return skip();
      }
      searched = to;
      int moved = makeRoom();
      searched -= moved;
      if (!fill()) {
        return null;
      }
    }
  }

  /** Whether the next line is here already. */
  boolean hasNext() {
    return lineFeed(from) >= 0;
  }

  private int lineFeed(int start) {
    for (int i = start; i < to; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private Line take(int end, boolean overlong) {
    int length = overlong ? START : end - from;
    Line line = new Line(Arrays.copyOfRange(buffer, from, from + length), overlong);
    Arrays.fill(buffer, from, end, (byte) 0);
    from = end + 1;
    return line;
  }

  /** Keeps the start of a line, for its channel id, and drops the rest as it comes. */
  private @Nullable Line skip() throws IOException {
    Line start = new Line(Arrays.copyOfRange(buffer, from, from + START), true);
    while (true) {
      int end = lineFeed(from);
      Arrays.fill(buffer, from, end < 0 ? to : end, (byte) 0);
      from = end < 0 ? to : end + 1;
      if (end >= 0) {
        return start;
      }
      makeRoom();
      if (!fill()) {
        return null;
      }
    }
  }

  private int makeRoom() {
    int moved = from;
    if (to == buffer.length || from == to) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      Arrays.fill(buffer, to - from, to, (byte) 0);
      to -= from;
      from = 0;
      return moved;
    }
    return 0;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, count);
    return count >= 0;
  }
}
