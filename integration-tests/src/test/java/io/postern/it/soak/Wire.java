package io.postern.it.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection, on which messages of HTTP/1.1 go and come. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private long usedNanos = System.nanoTime();

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
    socket.setTcpNoDelay(true);
  }

  /** Connects to {@code 127.0.0.1:PORT}. */
  static Wire to(String authority) throws IOException {
    int port = Integer.parseInt(authority.substring(authority.indexOf(':') + 1));
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Wire(socket);
  }

  /** A message: a request line or a status line, and a body as it was before any chunks. */
  record Message(String start, boolean last, byte[] body) {
    String status() {
      return start.substring(9, 12);
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
  }

  /** Reads a message; its body ends where its length or its last chunk says. */
  Message read() throws IOException {
    String start = line();
    boolean last = false;
    boolean chunked = false;
    int length = 0;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String[] parts = field.split(": ?", 2);
      switch (parts[0].toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(parts[1]);
        case "transfer-encoding" -> chunked = true;
        case "connection" -> last = parts[1].equalsIgnoreCase("close");
        default -> {}
      }
    }
    usedNanos = System.nanoTime();
    return new Message(start, last, chunked ? chunks() : octets(length));
  }

  byte[] octets(int count) throws IOException {
    byte[] octets = in.readNBytes(count);
    if (octets.length < count) {
      throw new EOFException(octets.length + " of " + count);
    }
    return octets;
  }

  /** Whether the other side has ended. */
  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  /** Ends this side's half. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  long idleNanos() {
    return System.nanoTime() - usedNanos;
  }

  /** Closes it by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      body.write(octets(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("ended in: " + line);
      }
      line.append((char) octet);
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }
}
