package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Requests that are all under way at once, each on a connection of its own that stands already. */
final class Burst {
  private static final int LONGEST_STATUS_LINE = 12;

  private Burst() {}

  /** An answer, and how long after its request it began. */
  record Answer(int status, Duration after) {}

  /**
   * Connects all, then sends all, then awaits all.
   *
   * @param request the text of the request with this number
   */
  static List<Answer> send(String proxy, int count, IntFunction<String> request, Duration patience)
      throws IOException {
    String[] address = proxy.split(":");
    InetSocketAddress to = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
    List<SocketChannel> channels = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open(to);
        channels.add(channel);
        channel.configureBlocking(false);
      }
      for (int i = 0; i < count; i++) {
        ByteBuffer octets = ByteBuffer.wrap(request.apply(i).getBytes(ISO_8859_1));
        channels.get(i).write(octets);
        channels.get(i).register(selector, SelectionKey.OP_READ, System.nanoTime());
      }
      return await(selector, count, patience);
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static List<Answer> await(Selector selector, int count, Duration patience)
      throws IOException {
    List<Answer> answers = new ArrayList<>();
    ByteBuffer octets = ByteBuffer.allocate(4096);
    long deadline = System.nanoTime() + patience.toNanos();
    while (answers.size() < count && System.nanoTime() < deadline) {
      selector.select(100);
      for (SelectionKey key : selector.selectedKeys()) {
        octets.clear();
        int read = ((SocketChannel) key.channel()).read(octets);
        key.cancel();
        int status =
            read < LONGEST_STATUS_LINE
                ? 0
                : Integer.parseInt(new String(octets.array(), 9, 3, ISO_8859_1));
        Duration after = Duration.ofNanos(System.nanoTime() - (long) key.attachment());
        answers.add(new Answer(status, after));
      }
      selector.selectedKeys().clear();
    }
    return answers;
  }
}
