package io.postern.spi;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client that presents credentials.
 *
 * @param address null where there is none, as behind a Unix domain socket or Squid's helper
 */
public record Client(@Nullable InetAddress address) {
  /** A client of which nothing is known. */
  public static final Client UNKNOWN = new Client(null);

  @Override
  public String toString() {
    return address == null ? "-" : address.getHostAddress();
  }
}
