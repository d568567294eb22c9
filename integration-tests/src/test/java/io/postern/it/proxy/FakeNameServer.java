package io.postern.it.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * A name server (RFC 1035) that answers from a script: for A only, never to be kept, no such name
 * for all others.
 */
final class FakeNameServer implements AutoCloseable {
  private static final int NO_SUCH_NAME = 3;
  private static final int TYPE_A = 1;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Function<String, InetAddress> names;

  /**
   * Starts it.
   *
   * @param names asked for each question; null: there is no such name
   */
  FakeNameServer(Function<String, InetAddress> names) throws IOException {
    this.names = names;
    Thread thread = new Thread(this::serve, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    try {
      while (true) {
        socket.receive(packet);
        byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        packet.setLength(512);
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private byte[] answer(byte[] query) {
    int end = 12;
    StringBuilder name = new StringBuilder();
    while (query[end] != 0) {
      int length = query[end];
      name.append(new String(query, end + 1, length, java.nio.charset.StandardCharsets.US_ASCII));
      name.append('.');
      end += 1 + length;
    }
    int type = query[end + 1] << 8 | query[end + 2];
    String asked = name.toString().toLowerCase(Locale.ROOT);
    InetAddress address = names.apply(asked.substring(0, Math.max(0, asked.length() - 1)));
    boolean answered = address != null && type == TYPE_A;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(query, 0, 2);
    out.write(0x81);
    out.write(address == null ? 0x80 | NO_SUCH_NAME : 0x80);
    out.writeBytes(new byte[] {0, 1, 0, (byte) (answered ? 1 : 0), 0, 0, 0, 0});
    out.write(query, 12, end + 5 - 12);
    if (answered) {
      out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4});
      out.writeBytes(address.getAddress());
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
