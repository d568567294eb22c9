package io.postern.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.postern.answer.Answer;
import io.postern.http.Grammar;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes heads. Every head that leaves the proxy is built here, and no octet that could end a line
 * early gets past it, wherever a value came from. One for each event loop: it has a buffer of its
 * own.
 */
final class HeadWriter {
  private static final byte[] REQUEST_END = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESPONSE = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] STATUS_LINES = new byte[600][];
  private static final String[] REASONS = new String[600];

  static {
    for (int code = 100; code < STATUS_LINES.length; code++) {
      // The one status of ours that Netty does not know (RFC 5842 §7.2).
      String reason =
          code == 508 ? "Loop Detected" : HttpResponseStatus.valueOf(code).reasonPhrase();
      REASONS[code] = reason;
      STATUS_LINES[code] =
          ("HTTP/1.1 " + code + ' ' + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
  }

  private byte[] head = new byte[8 * 1024];
  private int length;

  HeadWriter request(CharSequence method, CharSequence path) {
    length = 0;
    text(method);
    octet(' ');
    text(path);
    octets(REQUEST_END);
    return this;
  }

  HeadWriter response(int status) {
    length = 0;
    octets(STATUS_LINES[status]);
    return this;
  }

  /** With the origin's own words for the status. */
  HeadWriter response(HttpResponseStatus status) {
    if (status.reasonPhrase().equals(REASONS[status.code()])) {
      return response(status.code());
    }
    length = 0;
    octets(RESPONSE);
    text(status.codeAsText());
    octet(' ');
    text(status.reasonPhrase());
    return line();
  }

  HeadWriter field(CharSequence name, CharSequence value) {
    text(name);
    octet(':');
    octet(' ');
    text(value);
    return line();
  }

  /** A field line that was made in advance, with its end. */
  HeadWriter field(byte[] line) {
    octets(line);
    return this;
  }

  /** Ends the head and writes it with what follows it, if that is known already. */
  ByteBuf end(ByteBufAllocator allocator, byte[] body) {
    line();
    return allocator.buffer(length + body.length).writeBytes(head, 0, length).writeBytes(body);
  }

  /**
   * Ends the head.
   *
   * @param more how many octets of a body are to have room behind it
   */
  ByteBuf end(ByteBufAllocator allocator, int more) {
    line();
    return allocator.buffer(length + more).writeBytes(head, 0, length);
  }

  static byte[] fieldLine(String name, String value) {
    return new Answer.Field(name, value).octets();
  }

  private HeadWriter line() {
    octet('\r');
    octet('\n');
    return this;
  }

  private void octet(char c) {
    room(1);
    head[length++] = (byte) c;
  }

  private void octets(byte[] octets) {
    room(octets.length);
    System.arraycopy(octets, 0, head, length, octets.length);
    length += octets.length;
  }

  private void text(CharSequence text) {
    if (text instanceof AsciiString ascii) {
      text(ascii.array(), ascii.arrayOffset(), ascii.length());
    } else {
      text(text.toString());
    }
  }

  private void text(byte[] octets, int from, int count) {
    room(count);
    byte[] to = head;
    int at = length;
    for (int i = 0; i < count; i++) {
      to[at + i] = checked(octets[from + i] & 0xff);
    }
    length += count;
  }

  private void text(String text) {
    int count = text.length();
    room(count);
    byte[] to = head;
    int at = length;
    for (int i = 0; i < count; i++) {
      to[at + i] = checked(text.charAt(i));
    }
    length += count;
  }

  private static byte checked(int c) {
    if (!Grammar.isFieldOctet(c)) {
      throw new IllegalArgumentException("control character in a head");
    }
    return (byte) c;
  }

  private void room(int more) {
    if (head.length - length < more) {
      head = Arrays.copyOf(head, Math.max(2 * head.length, length + more));
    }
  }
}
