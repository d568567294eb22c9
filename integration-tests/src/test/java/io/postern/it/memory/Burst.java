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

/**
 * Requests that do not wait for each other, each on a connection of its own that stands already.
 */
final class Burst {
  private static final int LONGEST_STATUS_LINE = 12;

  private Burst() {}

  /** An answer, and how long after its request was due it began. */
  record Answer(int status, Duration after) {}

  /** Connects all, then sends all at once, then awaits all. */
  static List<Answer> send(String proxy, int count, IntFunction<String> request, Duration patience)
      throws IOException {
    return send(proxy, count, Duration.ZERO, request, patience);
  }

  /**
   * Connects all, then sends them evenly, whether those before have been answered or not.
   *
   * @param within from the first to the last
   * @param request the text of the request with this number; asked for when all are connected
   */
  static List<Answer> send(
      String proxy, int count, Duration within, IntFunction<String> request, Duration patience)
      throws IOException {
    String[] address = proxy.split(":");
    InetSocketAddress to = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
    List<SocketChannel> channels = new ArrayList<>();
    ByteBuffer octets = ByteBuffer.allocate(4096);
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open(to);
        channels.add(channel);
        channel.configureBlocking(false);
      }
      List<Answer> answers = new ArrayList<>();
      long start = System.nanoTime();
      int sent = 0;
      while (answers.size() < count && System.nanoTime() - start < patience.toNanos()) {
        long due = start + within.toNanos() * sent / count;
        if (sent < count && due <= System.nanoTime()) {
          channels.get(sent).write(ByteBuffer.wrap(request.apply(sent).getBytes(ISO_8859_1)));
          channels.get(sent).register(selector, SelectionKey.OP_READ, due);
          sent++;
          selector.selectNow();
        } else {
          selector.select(sent < count ? 1 : 100);
        }
        read(selector, octets, answers);
      }
      return answers;
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static void read(Selector selector, ByteBuffer octets, List<Answer> answers)
      throws IOException {
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
}
