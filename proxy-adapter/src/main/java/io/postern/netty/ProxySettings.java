package io.postern.netty;

import io.postern.answer.Templates;
import io.postern.http.Grammar;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the forward proxy is set up. Immutable.
 *
 * @param listen where it accepts clients: internet addresses (port 0: any), Unix domain sockets
 * @param connectPorts the ports that CONNECT may reach
 * @param destinations the addresses that requests and tunnels may reach
 * @param closed addresses of our own that no client may reach, such as the admin listener's
 * @param name the name in Via and Proxy-Status: a token, another one for each proxy of a chain
 * @param changeUrl where users change an expired password
 * @param drain how long open requests and tunnels may go on when the proxy is shut down
 * @param outbound how it finds its way to origins
 * @param inbound how clients come in
 * @param templates what its pages are made of
 * @param transport how it reaches the kernel; null: as suits most here
 */
public record ProxySettings(
    List<SocketAddress> listen,
    Set<Integer> connectPorts,
    DestinationRules destinations,
    Set<InetSocketAddress> closed,
    String name,
    @Nullable URI changeUrl,
    Limits limits,
    Timeouts timeouts,
    Duration drain,
    Outbound outbound,
    Inbound inbound,
    Templates templates,
    @Nullable Transport transport) {

  public ProxySettings {
    listen = List.copyOf(listen);
    connectPorts = Set.copyOf(connectPorts);
    closed = Set.copyOf(closed);
    if (!Grammar.isToken(name)) {
      throw new IllegalArgumentException("not a token: name");
    }
    requireNotNegative(drain, "drain");
  }

  /** With the usual way in and out. */
  public ProxySettings(
      List<SocketAddress> listen,
      Set<Integer> connectPorts,
      DestinationRules destinations,
      Set<InetSocketAddress> closed,
      String name,
      @Nullable URI changeUrl,
      Limits limits,
      Timeouts timeouts,
      Duration drain) {
    this(
        listen,
        connectPorts,
        destinations,
        closed,
        name,
        changeUrl,
        limits,
        timeouts,
        drain,
        Outbound.DEFAULT,
        Inbound.DEFAULT,
        Templates.BUILT_IN,
        null);
  }

  /** The same with another way out. */
  public ProxySettings with(Outbound outbound) {
    return with(closed, limits, outbound, inbound, templates, transport);
  }

  /** The same with another way in. */
  public ProxySettings with(Inbound inbound) {
    return with(closed, limits, outbound, inbound, templates, transport);
  }

  /** The same with other limits. */
  public ProxySettings with(Limits limits) {
    return with(closed, limits, outbound, inbound, templates, transport);
  }

  /** The same with pages of other templates. */
  public ProxySettings with(Templates templates) {
    return with(closed, limits, outbound, inbound, templates, transport);
  }

  /** The same over another transport. */
  public ProxySettings with(Transport transport) {
    return with(closed, limits, outbound, inbound, templates, transport);
  }

  /** The defaults of everything, on these addresses. */
  public static ProxySettings on(SocketAddress... listen) {
    return new ProxySettings(
        List.of(listen),
        Set.of(443, 80),
        DestinationRules.of(List.of("loopback", "link-local"), List.of()),
        Set.of(),
        "postern",
        null,
        Limits.DEFAULT,
        Timeouts.DEFAULT,
        Duration.ofSeconds(10));
  }

  /** The same, but no client may reach these addresses of our own. */
  public ProxySettings withClosed(Set<InetSocketAddress> addresses) {
    return with(addresses, limits, outbound, inbound, templates, transport);
  }

  private ProxySettings with(
      Set<InetSocketAddress> closed,
      Limits limits,
      Outbound outbound,
      Inbound inbound,
      Templates templates,
      @Nullable Transport transport) {
    return new ProxySettings(
        listen,
        connectPorts,
        destinations,
        closed,
        name,
        changeUrl,
        limits,
        timeouts,
        drain,
        outbound,
        inbound,
        templates,
        transport);
  }

  /**
   * What a client may use up.
   *
   * @param connections at once, all clients together; the next one is turned away
   * @param line octets of a request line or a field line
   * @param head octets of all field lines
   * @param fields field lines
   * @param idleOriginConnections kept for the next request, for each authority and event loop
   * @param drainedBody octets of a refused request's body that are read and thrown away
   * @param descriptors of files, for clients, origins and pipes together; 0: as many as there are
   */
  public record Limits(
      int connections,
      int line,
      int head,
      int fields,
      int idleOriginConnections,
      int drainedBody,
      int descriptors) {
    public static final Limits DEFAULT =
        new Limits(20_000, 8 * 1024, 32 * 1024, 100, 64, 64 * 1024, 0);

    public Limits {
      if (connections < 1
          || line < 256
          || head < line
          || fields < 16
          || idleOriginConnections < 0
          || drainedBody < 0
          || descriptors < 0) {
        throw new IllegalArgumentException("a limit is too low");
      }
    }

    /** The same within so many descriptors: each connection may need one for its origin too. */
    public Limits within(int descriptors) {
      return new Limits(
          Math.max(1, Math.min(connections, descriptors / 2)),
          line,
          head,
          fields,
          idleOriginConnections,
          drainedBody,
          descriptors);
    }
  }

  /**
   * The way to origins.
   *
   * @param nameServers to ask; empty: those of the system
   * @param routes which destinations are reached through a parent proxy
   */
  public record Outbound(List<InetSocketAddress> nameServers, Routes routes) {
    public static final Outbound DEFAULT = new Outbound(List.of());

    /** Without parent proxies. */
    public Outbound(List<InetSocketAddress> nameServers) {
      this(nameServers, Routes.DIRECT);
    }

    public Outbound {
      nameServers = List.copyOf(nameServers);
    }
  }

  /**
   * How long the proxy waits.
   *
   * @param head for a request's head, from its first octet (from the connection, for the first)
   * @param keepAlive for the next request on a connection
   * @param connect for a connection to the origin, all its addresses together
   * @param response for the head of the origin's answer
   * @param originIdle for the next request on an origin connection
   * @param idle for the next octet of a body, either way
   * @param tunnelIdle for the next octet in a tunnel, either way
   * @param drain for the rest of a refused request, and for the client to close
   */
  public record Timeouts(
      Duration head,
      Duration keepAlive,
      Duration connect,
      Duration response,
      Duration originIdle,
      Duration idle,
      Duration tunnelIdle,
      Duration drain) {
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofHours(1),
            Duration.ofSeconds(1));

    public Timeouts {
      requireNotNegative(head, "head");
      requireNotNegative(keepAlive, "keepAlive");
      requireNotNegative(connect, "connect");
      requireNotNegative(response, "response");
      requireNotNegative(originIdle, "originIdle");
      requireNotNegative(idle, "idle");
      requireNotNegative(tunnelIdle, "tunnelIdle");
      requireNotNegative(drain, "drain");
    }
  }

  private static void requireNotNegative(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("negative: " + name);
    }
  }
}
