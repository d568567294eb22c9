package io.postern.it.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.basic.BasicScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that are as slow as they can be: one octet a second of a head, of a body, or of an answer
 * that they read. One that is closed is followed by another.
 */
final class SlowCrowd implements AutoCloseable {
  private static final int OF_EACH = 40;

  private final InetSocketAddress proxy;
  private final List<Slow> slow = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private int closed;
  private long longestHeadNanos;

  SlowCrowd(String proxy, SoakOrigin origin) {
    int port = Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1));
    this.proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    String url = " http://" + origin.authority();
    String fields =
        " HTTP/1.1\r\nHost: "
            + origin.authority()
            + "\r\nProxy-Authorization: "
            + BasicScheme.fieldValue("alice".getBytes(UTF_8), "secret".getBytes(UTF_8))
            + "\r\n";
    for (int i = 0; i < OF_EACH; i++) {
      slow.add(new Slow("GET" + url + "/10" + fields + "X: ", true));
      slow.add(new Slow("POST" + url + "/" + fields + "Content-Length: 9999\r\n\r\n", false));
      slow.add(new Slow("GET" + url + "/1000000" + fields + "\r\n", false));
    }
    clock.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  /** How many have been closed by the proxy, and after how long the slowest of heads. */
  synchronized String fate() {
    return closed + " closed; a head lived " + longestHeadNanos / 1_000_000_000 + " s at most";
  }

  synchronized int closed() {
    return closed;
  }

  @Override
  public void close() throws InterruptedException {
    clock.shutdownNow();
    if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the slow ones go on");
    }
    slow.forEach(Slow::end);
  }

  private synchronized void tick() {
    slow.forEach(Slow::tick);
  }

  private final class Slow {
    private final String start;
    private final boolean head;
    private SocketChannel channel;
    private long since;

    Slow(String start, boolean head) {
      this.start = start;
      this.head = head;
    }

    private void tick() {
      try {
        if (channel == null) {
          begin();
        } else if (channel.read(ByteBuffer.allocate(1)) < 0) {
          ended();
        } else {
          channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        }
      } catch (IOException reset) {
        ended();
      }
    }

    private void begin() throws IOException {
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
      channel.connect(proxy);
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(start.getBytes(US_ASCII)));
      since = System.nanoTime();
    }

    private void ended() {
      closed++;
      if (head) {
        longestHeadNanos = Math.max(longestHeadNanos, System.nanoTime() - since);
      }
      end();
    }

    private void end() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      channel = null;
    }
  }
}
