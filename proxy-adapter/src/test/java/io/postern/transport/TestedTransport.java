package io.postern.transport;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.netty.Transport;
import java.util.Locale;

/**
 * The transport that tests of the proxy run on: {@code -Dtested.transport=io_uring}, without which
 * it is the usual one. The build runs them on both.
 */
public final class TestedTransport {
  private TestedTransport() {}

  /** Skips the test, and says why, where the transport does not work. */
  public static Transport get() {
    String name = System.getProperty("tested.transport");
    return name == null
        ? Transport.best()
        : working(Transport.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  /** The same with this one. */
  public static Transport working(Transport transport) {
    String obstacle = transport.obstacle();
    assumeTrue(obstacle == null, () -> transport + " does not work here: " + obstacle);
    return transport;
  }
}
