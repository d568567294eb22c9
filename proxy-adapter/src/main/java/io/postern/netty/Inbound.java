package io.postern.netty;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients come in.
 *
 * @param certificates for an HTTPS proxy, the first one for clients that name no server; empty:
 *     clients connect without TLS
 * @param proxyProtocolFrom balancers, whose connections begin with a PROXY protocol header (version
 *     1 or 2) that says who the client is; nobody else is believed
 * @param proxyProtocolOnUnix whether those who come by a Unix domain socket are such balancers: its
 *     permissions say who may
 * @param share what each client may use up
 */
public record Inbound(
    List<Certificate> certificates,
    List<Cidr> proxyProtocolFrom,
    boolean proxyProtocolOnUnix,
    Share share) {
  public static final Inbound DEFAULT = new Inbound(List.of(), List.of(), false, Share.ANY);

  public Inbound {
    certificates = List.copyOf(certificates);
    proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
  }

  /** Whether a connection begins with such a header; null: it came by a Unix domain socket. */
  boolean isFromBalancer(@Nullable InetAddress peer) {
    return peer == null
        ? proxyProtocolOnUnix
        : proxyProtocolFrom.stream().anyMatch(block -> block.contains(peer));
  }

  /**
   * What one of many may use up; 0: no limit.
   *
   * @param connectionsPerAddress at once, from one client address
   * @param tunnelsPerUser at once
   * @param bandwidthPerAddress octets of content a second, each way
   * @param bandwidthPerUser the same
   */
  public record Share(
      int connectionsPerAddress,
      int tunnelsPerUser,
      long bandwidthPerAddress,
      long bandwidthPerUser) {
    public static final Share ANY = new Share(0, 0, 0, 0);

    public Share {
      if (connectionsPerAddress < 0
          || tunnelsPerUser < 0
          || bandwidthPerAddress < 0
          || bandwidthPerUser < 0) {
        throw new IllegalArgumentException("a limit is negative");
      }
    }
  }

  /**
   * A certificate with those that lead to its issuer, and its private key, both in PEM. A client
   * that names a server gets the certificate that names it too.
   */
  public record Certificate(Path chain, Path key) {}
}
