package io.postern.ldap;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on a loopback port that has service and address records. */
final class FakeDnsServer implements AutoCloseable {
  private static final int A = 1;
  private static final int SRV = 33;
  private static final int NO_SUCH_NAME = 3;

  private final DatagramSocket socket;
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  private FakeDnsServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    Thread thread = new Thread(this::serve, "fake-dns");
    thread.setDaemon(true);
    thread.start();
  }

  static FakeDnsServer start() throws IOException {
    return new FakeDnsServer();
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  FakeDnsServer srv(String name, int priority, int weight, int port, String target)
      throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(data);
    out.writeShort(priority);
    out.writeShort(weight);
    out.writeShort(port);
    writeName(out, target);
    return add(SRV, name, data.toByteArray());
  }

  FakeDnsServer host(String name, String address) throws IOException {
    return add(A, name, InetAddress.getByName(address).getAddress());
  }

  void clear() {
    records.clear();
  }

  void silence() {
    silent = true;
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public void close() {
    socket.close();
  }

  private FakeDnsServer add(int type, String name, byte[] data) {
    records.computeIfAbsent(key(type, name), key -> new ArrayList<>()).add(data);
    return this;
  }

  private static String key(int type, String name) {
    return type + " " + name.toLowerCase(Locale.ROOT);
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (!silent) {
          byte[] answer = answer(packet);
          socket.send(
              new DatagramPacket(answer, answer.length, packet.getAddress(), packet.getPort()));
        }
      }
    } catch (IOException closed) {
      return;
    }
  }

  private byte[] answer(DatagramPacket packet) throws IOException {
    byte[] query = packet.getData();
    StringBuilder name = new StringBuilder();
    int at = 12;
    while (query[at] != 0) {
      name.append(name.length() == 0 ? "" : ".");
      name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
      at += query[at] + 1;
    }
    int type = query[at + 2];
    int end = at + 5;
    asked.add(name.toString());
    List<byte[]> found = records.getOrDefault(key(type, name.toString()), List.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(0x8580 | (found.isEmpty() ? NO_SUCH_NAME : 0));
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0);
    out.write(query, 12, end - 12);
    for (byte[] data : found) {
      out.writeShort(0xc00c);
      out.writeShort(type);
      out.writeShort(1);
      out.writeInt(600);
      out.writeShort(data.length);
      out.write(data);
    }
    return bytes.toByteArray();
  }

  private static void writeName(DataOutputStream out, String name) throws IOException {
    for (String label : name.split("\\.")) {
      out.writeByte(label.length());
      out.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeByte(0);
  }
}
