package io.postern.it.conversation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP message as it came, read by hand, so that no library's leniency hides a mistake. Its body
 * is free of chunks.
 */
record Message(String start, List<String> fields, byte[] body) {

  /** Reads a message up to its body. */
  static Message readHead(InputStream in) throws IOException {
    String start = line(in);
    List<String> fields = new ArrayList<>();
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      fields.add(field);
    }
    return new Message(start, List.copyOf(fields), new byte[0]);
  }

  /** Reads a message whose body, without a length, ends with the connection. */
  static Message readAnswer(InputStream in) throws IOException {
    return readHead(in).withBody(in, true);
  }

  /**
   * Reads the body.
   *
   * @param untilEnd whether a body without a length ends with the connection; else there is none
   */
  Message withBody(InputStream in, boolean untilEnd) throws IOException {
    return new Message(start, fields, body(in, untilEnd));
  }

  /** The values of every field called {@code name}. */
  List<String> values(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ':';
    return fields.stream()
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(field -> field.substring(prefix.length()).strip())
        .toList();
  }

  String text() {
    return new String(body, ISO_8859_1);
  }

  @Override
  public String toString() {
    return start + "\n" + String.join("\n", fields) + "\n\n" + text();
  }

  private byte[] body(InputStream in, boolean untilEnd) throws IOException {
    List<String> lengths = values("Content-Length");
    if (!values("Transfer-Encoding").isEmpty()) {
      return chunks(in);
    }
    if (!lengths.isEmpty()) {
      int length = Integer.parseInt(lengths.get(0));
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException("the body ended after " + body.length + " of " + length);
      }
      return body;
    }
    return untilEnd ? in.readAllBytes() : new byte[0];
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(in).split(";", 2)[0], 16);
      if (length == 0) {
        while (!line(in).isEmpty()) {
          continue;
        }
        return body.toByteArray();
      }
      body.write(in.readNBytes(length));
      if (!line(in).isEmpty()) {
        throw new IOException("a chunk is longer than its size");
      }
    }
  }

  /** A line without its CRLF. */
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended within a line: " + line.toString(ISO_8859_1));
      }
      line.write(c);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("a line without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }
}
