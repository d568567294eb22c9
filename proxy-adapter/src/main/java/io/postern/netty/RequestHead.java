package io.postern.netty;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.postern.answer.Preferences;
import io.postern.gate.AuthRequest.Target;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that every reader takes for the same one. Only {@link HeadValidator} makes
 * it.
 *
 * @param uri the request-target as it came, for the log
 * @param authority the target as Host has it
 * @param path what the origin is asked: origin-form, or {@code *}; empty for CONNECT
 * @param fields as they came; what must not be forwarded is still among them
 * @param http10 whether the client speaks HTTP/1.0
 * @param contentLength what the request says of its body: octets, {@link #NONE} or {@link #CHUNKED}
 * @param bindsConnection whether it proves its user to the origin in a way that holds for the whole
 *     connection: NTLM, Negotiate
 * @param credentials the value of Proxy-Authorization; null once it was decided on, too
 */
record RequestHead(
    HttpMethod method,
    String uri,
    Target target,
    String authority,
    String path,
    HttpHeaders fields,
    HopByHopFields hopByHop,
    boolean http10,
    boolean keepAlive,
    boolean expectsContinue,
    boolean upgrade,
    long contentLength,
    boolean bindsConnection,
    @Nullable String credentials)
    implements ReadHead {

  /** Nothing is said, so there is none. */
  static final long NONE = -2;

  /** There is a body of unknown length. */
  static final long CHUNKED = -1;

  /** The same without the secret, which must not outlive the decision. */
  RequestHead withoutCredentials() {
    if (credentials == null) {
      return this;
    }
    fields.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
    return with(fields);
  }

  /** The same without what ten thousand idle tunnels need not keep. */
  RequestHead withoutFields() {
    return with(EmptyHttpHeaders.INSTANCE);
  }

  private RequestHead with(HttpHeaders fields) {
    return new RequestHead(
        method,
        uri,
        target,
        authority,
        path,
        fields,
        hopByHop,
        http10,
        keepAlive,
        expectsContinue,
        upgrade,
        contentLength,
        bindsConnection,
        null);
  }

  boolean isConnect() {
    return method.equals(HttpMethod.CONNECT);
  }

  boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  boolean hasBody() {
    return contentLength > 0 || contentLength == CHUNKED;
  }

  /** Whether sending it twice does what sending it once does (RFC 9110 §9.2.2). */
  boolean mayBeRepeated() {
    return !hasBody()
        && !upgrade
        && (method.equals(HttpMethod.GET)
            || method.equals(HttpMethod.HEAD)
            || method.equals(HttpMethod.OPTIONS)
            || method.equals(HttpMethod.PUT)
            || method.equals(HttpMethod.DELETE));
  }

  /** How many more proxies an OPTIONS may pass (RFC 9110 §7.6.2); -1: nothing is said. */
  int maxForwards() {
    String value = method.equals(HttpMethod.OPTIONS) ? fields.get("max-forwards") : null;
    if (value == null || value.isEmpty() || value.length() > 5) {
      return -1;
    }
    int count = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      count = count * 10 + digit;
    }
    return count;
  }

  Preferences preferences() {
    return Preferences.of(fields.get("accept"), fields.get("accept-language"));
  }

  /** Without the fields: one of them is a secret. */
  @Override
  public String toString() {
    return method + " " + uri;
  }
}
