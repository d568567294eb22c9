package io.postern.endpoint;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.postern.gate.AuthField;
import io.postern.gate.AuthRequest;
import io.postern.gate.AuthRequest.Target;
import io.postern.spi.Client;
import java.net.InetAddress;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The request that a proxy asks about, as far as that proxy is believed: a stranger can show
 * credentials, but not say who shows them or where to.
 */
record OriginalRequest(AuthRequest request, Client client) {

  /**
   * Reads it.
   *
   * @param peer who asks; null behind a Unix domain socket, which is as good as trusted
   * @return null if fields contradict each other
   */
  static @Nullable OriginalRequest of(
      EndpointPath path,
      HttpRequest asked,
      @Nullable InetAddress peer,
      Predicate<InetAddress> trusted) {
    HttpHeaders headers = asked.headers();
    boolean believed = peer == null || trusted.test(peer);
    String credentialsField = credentialsField(path.field(), headers);
    if (Stream.of("Host", Fields.FORWARDED_HOST, Fields.FORWARDED_METHOD, credentialsField)
        .anyMatch(name -> Fields.isAmbiguous(headers, name))) {
      return null;
    }
    boolean own = path.dialect() == EndpointDialect.ENVOY;
    AuthRequest request =
        new AuthRequest(
            path.dialect().label(),
            path.field(),
            believed ? method(asked, own) : "",
            believed ? target(asked, own) : null,
            Fields.value(headers, credentialsField));
    return new OriginalRequest(request, believed ? client(headers, peer, trusted) : at(peer));
  }

  /** Some proxies keep Proxy-Authorization to themselves; there it is sent by another name. */
  private static String credentialsField(AuthField field, HttpHeaders headers) {
    return field == AuthField.PROXY && headers.contains(Fields.X_PROXY_AUTHORIZATION)
        ? Fields.X_PROXY_AUTHORIZATION
        : field.credentialsField();
  }

  private static String method(HttpRequest asked, boolean own) {
    if (own) {
      return asked.method().name();
    }
    String method = Fields.value(asked.headers(), Fields.FORWARDED_METHOD);
    return method == null ? "" : method;
  }

  private static @Nullable Target target(HttpRequest asked, boolean own) {
    HttpHeaders headers = asked.headers();
    if (asked.method().equals(HttpMethod.CONNECT)) {
      return Authorities.parse(asked.uri(), 443);
    }
    String host = Fields.value(headers, own ? "Host" : Fields.FORWARDED_HOST);
    return host == null ? null : Authorities.parse(host, usualPort(headers));
  }

  private static int usualPort(HttpHeaders headers) {
    String port = Fields.value(headers, Fields.FORWARDED_PORT);
    if (port != null && port.matches("[0-9]{1,5}")) {
      return Integer.parseInt(port);
    }
    String scheme = Fields.value(headers, Fields.FORWARDED_PROTO);
    boolean secure = scheme != null && scheme.toLowerCase(Locale.ROOT).matches("https|wss");
    boolean tunnel = "CONNECT".equals(Fields.value(headers, Fields.FORWARDED_METHOD));
    return secure || tunnel ? 443 : 80;
  }

  /** The last of X-Forwarded-For that is no proxy of ours: what stands before it is hearsay. */
  private static Client client(
      HttpHeaders headers, @Nullable InetAddress peer, Predicate<InetAddress> trusted) {
    String[] hops = String.join(",", headers.getAll(Fields.FORWARDED_FOR)).split(",", -1);
    Client client = at(peer);
    for (int i = hops.length - 1; i >= 0; i--) {
      Client hop = Client.at(withoutPort(hops[i].strip()));
      if (hop.address() == null) {
        return client;
      }
      client = hop;
      if (!trusted.test(hop.address())) {
        return client;
      }
    }
    return client;
  }

  /** Some proxies write {@code 192.0.2.1:1234} and {@code [2001:db8::1]:1234}. */
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      return hop.substring(1, Math.max(1, hop.indexOf(']')));
    }
    int colon = hop.indexOf(':');
    return colon > 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private static Client at(@Nullable InetAddress peer) {
    return peer == null ? Client.UNKNOWN : new Client(peer);
  }
}
