package io.postern.standalone.config;

import io.postern.endpoint.EndpointSettings;
import io.postern.endpoint.EndpointSettings.Tls;
import io.postern.netty.Cidr;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys of {@code auth-endpoint} and {@code squid-helper}. */
final class EndpointKeys {
  private static final Key<List<SocketAddress>> LISTEN =
      Key.optional(
          "auth-endpoint.listen",
          new Kind.ListOf<>(Kinds.LISTENER),
          "it is off",
          "[127.0.0.1:9408, \"unix:/run/postern/auth.sock\"]",
          "Where they ask. A Unix domain socket is open to its owner and its group.");

  private static final Key<List<Cidr>> TRUSTED_PROXIES =
      Key.of(
          "auth-endpoint.trusted-proxies",
          new Kind.ListOf<>(Kind.of("address block", Cidr::parse)),
          "[127.0.0.0/8, \"::1\"]",
          "[127.0.0.0/8, 10.20.0.0/16]",
          "The proxies that are believed who their client is and where it wants to go. Others can"
              + " have a password checked, no more.");

  private static final Key<Path> CERTIFICATE =
      Key.optional(
          "auth-endpoint.tls.certificate-file",
          Kinds.READABLE_FILE,
          "proxies connect without TLS",
          "/etc/postern/auth.pem",
          "The endpoint's certificate and those that lead to its issuer, in PEM. For passwords that"
              + " cross a network.");

  private static final Key<Path> PRIVATE_KEY =
      Key.optional(
          "auth-endpoint.tls.key-file",
          Kinds.READABLE_FILE,
          "proxies connect without TLS",
          "/etc/postern/auth.key",
          "The certificate's private key, in PEM (PKCS #8, not encrypted).");

  static final KeyTable.Section SECTION =
      new KeyTable.Section(
          "auth-endpoint",
          "Decides for nginx, Envoy, Traefik, Caddy, HAProxy and Apache httpd, over HTTP.",
          List.of(LISTEN, TRUSTED_PROXIES, CERTIFICATE, PRIVATE_KEY));

  private static final Key<Path> SOCKET =
      Key.optional(
          "squid-helper.socket",
          Kinds.FILE,
          "each helper asks the directory by itself",
          "/run/postern/squid.sock",
          "The Unix domain socket where `postern squid-helper` finds a running Postern, so that all"
              + " helpers share its memory. It is open to its owner and its group.");

  static final KeyTable.Section SQUID_HELPER =
      new KeyTable.Section("squid-helper", "Decides for Squid.", List.of(SOCKET));

  private EndpointKeys() {}

  static void check(Values values) {
    if (values.has(CERTIFICATE) != values.has(PRIVATE_KEY)) {
      values.problem("auth-endpoint.tls", "needs both certificate-file and key-file");
    }
    boolean used = values.has("auth-endpoint") && !values.isBlank("auth-endpoint");
    if (used && !values.has(LISTEN)) {
      values.problem("auth-endpoint", "needs listen");
    }
  }

  /** The endpoint's settings; null: it is off. */
  static @Nullable EndpointSettings settings(Values values) {
    List<SocketAddress> listen = values.find(LISTEN);
    if (listen == null) {
      return null;
    }
    Path certificate = values.find(CERTIFICATE);
    Path key = values.find(PRIVATE_KEY);
    EndpointSettings byDefault = EndpointSettings.on();
    return new EndpointSettings(
        listen,
        certificate == null || key == null ? null : new Tls(certificate, key),
        trusted(values.get(TRUSTED_PROXIES)),
        byDefault.limits(),
        byDefault.timeouts());
  }

  /** Where helpers of Squid's ask; null: nowhere. */
  static @Nullable Path socket(Values values) {
    return values.find(SOCKET);
  }

  private static Predicate<InetAddress> trusted(List<Cidr> blocks) {
    return address -> blocks.stream().anyMatch(block -> block.contains(address));
  }
}
