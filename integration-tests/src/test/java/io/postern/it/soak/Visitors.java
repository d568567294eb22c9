package io.postern.it.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.basic.BasicScheme;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The people behind the proxy, and all that they do there. Thread-safe. */
final class Visitors {
  /** Those who come every day, of {@link #STAFF}. */
  static final int STEADY = 200;

  static final int STAFF = 20_000;

  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final String PASSWORD = "secret";

  private final String proxy;
  private final SoakOrigin origin;
  private final Deque<Wire> kept = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  Visitors(String proxy, SoakOrigin origin) {
    this.proxy = proxy;
    this.origin = origin;
  }

  /** Asks for a page, by somebody who was here before. */
  String get() throws IOException {
    int size = random(20) == 0 ? 200_000 : random(4_000);
    String path = (random(4) == 0 ? "/chunked/" : "/") + size;
    return page(steady(), PASSWORD, path, size);
  }

  /** Asks for a page, by somebody who was not here before, or long ago. */
  String getAsNewcomer() throws IOException {
    int number = STEADY + count.incrementAndGet() % (STAFF - STEADY);
    return page("s" + number, PASSWORD, "/100", 100);
  }

  String getWithWrongPassword() throws IOException {
    return page(steady(), "wrong" + count.incrementAndGet(), "/100", 100);
  }

  String getWithoutPassword() throws IOException {
    return exchange("GET http://" + origin.authority() + "/ HTTP/1.1\r\n" + host() + "\r\n", null);
  }

  String post() throws IOException {
    byte[] body = SoakOrigin.octets(random(20) == 0 ? 300_000 : random(5_000));
    boolean chunked = random(2) == 0;
    return exchange(
        head("POST", "/", steady(), PASSWORD)
            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
            + "\r\n\r\n",
        chunked ? SoakOrigin.chunked(body) : body);
  }

  /** The origin resets the connection instead of an answer. */
  String getFromGoneOrigin() throws IOException {
    return exchange(head("GET", "/gone", steady(), PASSWORD) + "\r\n", null);
  }

  /** The origin resets the connection in the midst of its answer. */
  String getFromBreakingOrigin() throws IOException {
    try {
      return exchange(head("GET", "/broken", steady(), PASSWORD) + "\r\n", null);
    } catch (EOFException | SocketException broken) {
      return "broken";
    }
  }

  /** Goes away in the midst of an answer. */
  String goAway() throws IOException {
    try (Wire wire = Wire.to(proxy)) {
      wire.send(head("GET", "/800000", steady(), PASSWORD) + "\r\n");
      wire.octets(random(100_000) + 1);
      wire.reset();
      return "gone";
    }
  }

  /** Goes away while it still sends. */
  String goAwayPosting() throws IOException {
    try (Wire wire = Wire.to(proxy)) {
      wire.send(head("POST", "/", steady(), PASSWORD) + "Content-Length: 500000\r\n\r\n");
      wire.send(SoakOrigin.octets(random(100_000)));
      if (random(2) == 0) {
        wire.reset();
      }
      return "gone";
    }
  }

  /** Echoes through a tunnel, and ends its half first. */
  String tunnel() throws IOException {
    try (Wire wire = Wire.to(proxy)) {
      String status = connect(wire, origin.echo());
      if (!status.equals("200")) {
        return status;
      }
      for (int round = 0; round < 3; round++) {
        byte[] octets = SoakOrigin.octets(random(20_000) + 1);
        wire.send(octets);
        if (!Arrays.equals(wire.octets(octets.length), octets)) {
          return "damaged";
        }
      }
      wire.finish();
      return wire.isEnded() ? "200" : "more than the echo";
    }
  }

  /** Resets a tunnel while octets are under way. */
  String goAwayFromTunnel() throws IOException {
    try (Wire wire = Wire.to(proxy)) {
      String status = connect(wire, origin.echo());
      wire.send(SoakOrigin.octets(random(100_000)));
      wire.reset();
      return status;
    }
  }

  /** Asks for a tunnel to where nobody listens. */
  String tunnelToNobody() throws IOException {
    try (Wire wire = Wire.to(proxy)) {
      return connect(wire, "127.0.0.1:1");
    }
  }

  /** Closes what is kept for the next request. */
  void hangUp() throws IOException {
    for (Wire wire = kept.poll(); wire != null; wire = kept.poll()) {
      wire.close();
    }
  }

  private String page(String user, String password, String path, int size) throws IOException {
    Wire.Message[] got = new Wire.Message[1];
    String status = exchange(head("GET", path, user, password) + "\r\n", null, got);
    boolean whole = Arrays.equals(got[0].body(), SoakOrigin.octets(size));
    return status.equals("200") && !whole ? "damaged" : status;
  }

  private String exchange(String head, byte[] body) throws IOException {
    return exchange(head, body, new Wire.Message[1]);
  }

  /** On a kept connection, or a new one. One in twenty is not kept. */
  private String exchange(String head, byte[] body, Wire.Message[] got) throws IOException {
    Wire wire = kept.pollFirst();
    while (wire != null && wire.idleNanos() > KEPT_NANOS) {
      wire.close();
      wire = kept.pollFirst();
    }
    if (wire == null) {
      wire = Wire.to(proxy);
    }
    boolean keep = false;
    try {
      wire.send(head);
      if (body != null) {
        wire.send(body);
      }
      got[0] = wire.read();
      keep = !got[0].last() && random(20) != 0;
      return got[0].status();
    } finally {
      if (keep) {
        kept.addFirst(wire);
      } else {
        wire.close();
      }
    }
  }

  private String connect(Wire wire, String authority) throws IOException {
    wire.send(
        "CONNECT "
            + authority
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\nProxy-Authorization: "
            + BasicScheme.fieldValue(steady().getBytes(UTF_8), PASSWORD.getBytes(UTF_8))
            + "\r\n\r\n");
    return wire.read().status();
  }

  private String head(String method, String path, String user, String password) {
    return method
        + " http://"
        + origin.authority()
        + path
        + " HTTP/1.1\r\n"
        + host()
        + "Proxy-Authorization: "
        + BasicScheme.fieldValue(user.getBytes(UTF_8), password.getBytes(UTF_8))
        + "\r\n";
  }

  private String host() {
    return "Host: " + origin.authority() + "\r\n";
  }

  private static String steady() {
    return "s" + random(STEADY);
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }
}
