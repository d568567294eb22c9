package io.postern.standalone.config;

import io.postern.netty.Cidr;
import io.postern.netty.Inbound;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The keys of {@code proxy} that say how clients come in. */
final class ProxyInboundKeys {
  private static final Key<List<SocketAddress>> LISTEN =
      Key.of(
          "proxy.listen",
          new Kind.ListOf<>(Kinds.LISTENER),
          "0.0.0.0:3128",
          "[0.0.0.0:3128, \"[::]:3128\", \"unix:/run/postern/proxy.sock\"]",
          "Where clients connect; `[]` where Postern only decides for other proxies. A Unix domain"
              + " socket (Linux only) is open to its owner and its group, without TLS; who comes by it has no"
              + " address, in logs (`-`) as for limits, unless a PROXY protocol header gives one.");

  private static final Key<List<Path>> CERTIFICATE =
      Key.optional(
          "proxy.tls.certificate-file",
          new Kind.ListOf<>(Kinds.READABLE_FILE),
          "clients connect without TLS",
          "/etc/postern/proxy.pem",
          "The proxy's certificate and those that lead to its issuer, in PEM. Clients then connect"
              + " with TLS (an HTTPS proxy). Of several, a client gets the one for the server that"
              + " it names. Read again on reload.");

  private static final Key<List<Path>> PRIVATE_KEY =
      Key.optional(
          "proxy.tls.key-file",
          new Kind.ListOf<>(Kinds.READABLE_FILE),
          "clients connect without TLS",
          "/etc/postern/proxy.key",
          "The certificate's private key, in PEM (PKCS #8, not encrypted); of several, in the same"
              + " order.");

  private static final Key<Boolean> PROXY_PROTOCOL =
      Key.of(
          "proxy.proxy-protocol",
          Kinds.BOOLEAN,
          "false",
          "true",
          "Whether connections from `balancers` begin with a PROXY protocol header (version 1 or 2)"
              + " that says who the client is. Then every one of theirs must, and every one on a"
              + " Unix domain socket: its permissions say who is believed.");

  private static final Key<List<Cidr>> BALANCERS =
      Key.of(
          "proxy.balancers",
          new Kind.ListOf<>(Kind.of("address block", Cidr::parse)),
          "[]",
          "[10.0.0.5, 10.0.0.6]",
          "The balancers whose PROXY protocol header is believed; nobody else's is.");

  private static final Kind.Scalar<Integer> OCTETS_A_SECOND = Kinds.number(0, 2_000_000_000);

  private static final Key<Integer> PER_ADDRESS =
      Key.of(
          "proxy.limits.connections-per-address",
          Kinds.number(0, 1_000_000),
          "0",
          "500",
          "How many connections one client address may have; 0: no limit.");

  private static final Key<Integer> TUNNELS_PER_USER =
      Key.of(
          "proxy.limits.tunnels-per-user",
          Kinds.number(0, 1_000_000),
          "0",
          "400",
          "How many tunnels one user may have open; 0: no limit.");

  private static final Key<Integer> BANDWIDTH_PER_ADDRESS =
      Key.of(
          "proxy.limits.bandwidth-per-address",
          OCTETS_A_SECOND,
          "0",
          "12500000",
          "How many octets a second one client address may send, and how many it may get, over all"
              + " its connections (12500000 are 100 Mbit/s); 0: no limit. Content counts, heads and"
              + " TLS do not; after a pause a second's worth comes at once.");

  private static final Key<Integer> BANDWIDTH_PER_USER =
      Key.of(
          "proxy.limits.bandwidth-per-user",
          OCTETS_A_SECOND,
          "0",
          "2500000",
          "The same for one user, wherever they are.");

  static final List<Key<?>> KEYS =
      List.of(LISTEN, CERTIFICATE, PRIVATE_KEY, PROXY_PROTOCOL, BALANCERS);
  static final List<Key<?>> LIMITS =
      List.of(PER_ADDRESS, TUNNELS_PER_USER, BANDWIDTH_PER_ADDRESS, BANDWIDTH_PER_USER);

  private ProxyInboundKeys() {}

  static void check(Values values) {
    List<Path> certificates = values.find(CERTIFICATE, List.of());
    if (certificates.size() != values.find(PRIVATE_KEY, List.of()).size()) {
      values.problem("proxy.tls", "needs as many files in key-file as in certificate-file");
    }
    if (values.get(PROXY_PROTOCOL) && values.get(BALANCERS).isEmpty() && !hasUnixSocket(values)) {
      values.problem(PROXY_PROTOCOL.path(), "needs balancers: the addresses to be believed");
    }
  }

  static boolean hasUnixSocket(Values values) {
    return values.get(LISTEN).stream().anyMatch(UnixDomainSocketAddress.class::isInstance);
  }

  static List<SocketAddress> listen(Values values) {
    return values.get(LISTEN);
  }

  static Inbound inbound(Values values) {
    List<Path> chains = values.find(CERTIFICATE, List.of());
    List<Path> keys = values.find(PRIVATE_KEY, List.of());
    return new Inbound(
        IntStream.range(0, chains.size())
            .mapToObj(i -> new Inbound.Certificate(chains.get(i), keys.get(i)))
            .toList(),
        values.get(PROXY_PROTOCOL) ? values.get(BALANCERS) : List.of(),
        values.get(PROXY_PROTOCOL),
        new Inbound.Share(
            values.get(PER_ADDRESS),
            values.get(TUNNELS_PER_USER),
            values.get(BANDWIDTH_PER_ADDRESS),
            values.get(BANDWIDTH_PER_USER)));
  }
}
