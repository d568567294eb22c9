package io.postern.endpoint;

import io.postern.basic.BasicScheme;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A proxy's connection, octet by octet. */
final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final AutoCloseable connection;
  private final InputStream in;
  private final OutputStream out;

  private Wire(AutoCloseable connection, InputStream in, OutputStream out) {
    this.connection = connection;
    this.in = in;
    this.out = out;
  }

  static Wire to(SocketAddress address) throws IOException {
    if (!(address instanceof InetSocketAddress)) {
      SocketChannel channel = SocketChannel.open(address);
      return new Wire(channel, new ChannelIn(channel), new ChannelOut(channel));
    }
    Socket socket = new Socket();
    socket.connect(address, TIMEOUT_MILLIS);
    return over(socket);
  }

  static Wire over(Socket socket) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return new Wire(
        socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
  }

  static String basic(String user, String password) {
    return BasicScheme.fieldValue(
        user.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a head of these lines. */
  Wire send(String... lines) throws IOException {
    return sendOctets(String.join("\r\n", lines) + "\r\n\r\n");
  }

  Wire sendOctets(String octets) throws IOException {
    out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  /** Reads one answer; its body is as long as Content-Length says. */
  Response read() throws IOException {
    return read(true);
  }

  /** Reads one answer to a HEAD. */
  Response readHead() throws IOException {
    return read(false);
  }

  private Response read(boolean withBody) throws IOException {
    String status = line();
    List<String> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      fields.add(line);
    }
    Response head = new Response(Integer.parseInt(status.split(" ", 3)[1]), fields, "");
    int length = Integer.parseInt(head.field("Content-Length"));
    byte[] body = in.readNBytes(withBody ? length : 0);
    return new Response(head.status, fields, new String(body, StandardCharsets.UTF_8));
  }

  /** Reads the status of an answer to a CONNECT, whose head alone counts if it is 2xx. */
  int readConnected() throws IOException {
    String status = line();
    for (String line = line(); !line.isEmpty(); line = line()) {
      // Nothing that a client of CONNECT looks at.
    }
    return Integer.parseInt(status.split(" ", 3)[1]);
  }

  /** Whether the other side closed, and sent nothing more before. */
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("closed after: " + line);
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws Exception {
    connection.close();
  }

  record Response(int status, List<String> fields, String body) {

    /** The only value of a field, or "" if it is missing. */
    String field(String name) {
      List<String> values = all(name);
      if (values.size() > 1) {
        throw new AssertionError(name + " more than once: " + values);
      }
      return values.isEmpty() ? "" : values.get(0);
    }

    List<String> all(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ':';
      return fields.stream()
          .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(field -> field.substring(prefix.length()).strip())
          .toList();
    }
  }

  private static final class ChannelIn extends InputStream {
    private final SocketChannel channel;

    ChannelIn(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      ByteBuffer one = ByteBuffer.allocate(1);
      return channel.read(one) < 0 ? -1 : one.get(0) & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(octets, offset, length));
    }
  }

  private static final class ChannelOut extends OutputStream {
    private final SocketChannel channel;

    ChannelOut(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int octet) throws IOException {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) octet}));
    }
  }
}
