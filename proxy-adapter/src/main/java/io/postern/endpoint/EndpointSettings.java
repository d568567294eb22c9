package io.postern.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the auth endpoint is set up. Immutable.
 *
 * @param listen where proxies ask: internet addresses (port 0: any) and Unix domain sockets
 * @param tls for internet addresses; a Unix domain socket needs none
 * @param trusted the proxies that are believed who the client is and what it wants; those at a Unix
 *     domain socket always are
 */
public record EndpointSettings(
    List<SocketAddress> listen,
    @Nullable Tls tls,
    Predicate<InetAddress> trusted,
    Limits limits,
    Timeouts timeouts) {

  public EndpointSettings {
    listen = List.copyOf(listen);
    for (SocketAddress address : listen) {
      if (!(address instanceof InetSocketAddress || address instanceof UnixDomainSocketAddress)) {
        throw new IllegalArgumentException("neither an internet address nor a socket: " + address);
      }
    }
  }

  /** The defaults of everything, on these addresses: trusted is who asks from this machine. */
  public static EndpointSettings on(SocketAddress... listen) {
    return new EndpointSettings(
        List.of(listen), null, InetAddress::isLoopbackAddress, Limits.DEFAULT, Timeouts.DEFAULT);
  }

  /** The endpoint's certificate chain and its key, in PEM. */
  public record Tls(Path certificateFile, Path keyFile) {}

  /**
   * What a proxy may use up.
   *
   * @param connections at once; the next one is closed
   * @param line octets of a request line or a field line: Envoy's has the client's whole URI
   * @param head octets of all field lines: nginx sends all that the client sent
   * @param body octets of a body, which nobody needs, that are read and thrown away
   */
  public record Limits(int connections, int line, int head, int body) {
    public static final Limits DEFAULT = new Limits(4096, 32 * 1024, 64 * 1024, 64 * 1024);

    public Limits {
      if (connections < 1 || line < 256 || head < line || body < 0) {
        throw new IllegalArgumentException("a limit is too low");
      }
    }
  }

  /**
   * How long the endpoint waits.
   *
   * @param request for a whole request, from its first octet; also for a TLS handshake
   * @param keepAlive for the next request: longer than proxies keep connections, so that they are
   *     the ones who close
   * @param decision for the gate, whatever it promised
   * @param write for a proxy that does not read
   */
  public record Timeouts(Duration request, Duration keepAlive, Duration decision, Duration write) {
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));

    public Timeouts {
      if (request.isNegative() || keepAlive.isNegative() || decision.isNegative()) {
        throw new IllegalArgumentException("a timeout is negative");
      }
    }
  }
}
