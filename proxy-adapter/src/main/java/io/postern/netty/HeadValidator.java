package io.postern.netty;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.gate.AuthRequest.Target;
import io.postern.http.Grammar;
import io.postern.netty.ProxySettings.Limits;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a head that Netty's decoder took is one that every reader takes for the same
 * request; all others are refused, not repaired. Immutable.
 */
final class HeadValidator {
  private static final String HTTP = "http://";
  private static final int LONGEST_METHOD = 32;

  private final Limits limits;
  private final String name;

  /**
   * Makes a validator.
   *
   * @param name the proxy's name in Via: who has been here does not come again
   */
  HeadValidator(Limits limits, String name) {
    this.limits = limits;
    this.name = name;
  }

  ReadHead validate(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return refuse(errorOf(request.decoderResult().cause()));
    }
    Fields fields = new Fields(name);
    ProxyError error = fields.read(request.headers(), limits);
    if (error == null) {
      error = errorIn(request, fields);
    }
    if (error != null) {
      return refuse(error);
    }
    HttpMethod method = request.method();
    String uri = request.uri();
    if (method.equals(HttpMethod.CONNECT)) {
      Target target = Authority.parse(uri, 0, uri.length(), 0);
      return target == null || fields.hasBody() || !fields.hostIsAuthority()
          ? refuse(ProxyError.BAD_REQUEST)
          : head(request, fields, target, uri, "");
    }
    return absoluteForm(request, fields);
  }

  private static @Nullable ProxyError errorIn(HttpRequest request, Fields fields) {
    HttpVersion version = request.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
      return ProxyError.VERSION_NOT_SUPPORTED;
    }
    String method = request.method().name();
    if (method.length() > LONGEST_METHOD || !Grammar.isToken(method)) {
      return ProxyError.BAD_REQUEST;
    }
    if (request.method().equals(HttpMethod.TRACE)) {
      return ProxyError.METHOD_REFUSED;
    }
    return http11 && fields.host == null ? ProxyError.BAD_REQUEST : null;
  }

  /** A request to be forwarded must name its scheme and authority (RFC 9112 §3.2.2). */
  private static ReadHead absoluteForm(HttpRequest request, Fields fields) {
    String uri = request.uri();
    if (uri.startsWith("/") || uri.equals("*")) {
      return originForm(request, fields);
    }
    if (!uri.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
      return refuse(ProxyError.BAD_REQUEST);
    }
    int end = endOfAuthority(uri);
    Target target = Authority.parse(uri, HTTP.length(), end, 80);
    if (target == null || !isPathAndQuery(uri, end) || !fields.hostIs(uri, end, target)) {
      return refuse(ProxyError.BAD_REQUEST);
    }
    return head(
        request, fields, target, fields.authority(uri, end), path(request.method(), uri, end));
  }

  /** A request to the proxy itself, which has pages, but nothing to send to. */
  private static ReadHead originForm(HttpRequest request, Fields fields) {
    HttpMethod method = request.method();
    String uri = request.uri();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    return reads && !fields.hasBody() && isPathAndQuery(uri, 0)
        ? new ReadHead.OwnPage(
            method,
            uri,
            fields.host,
            Preferences.of(
                request.headers().get("accept"), request.headers().get("accept-language")))
        : refuse(ProxyError.NOT_A_WEB_SERVER);
  }

  private static int endOfAuthority(String uri) {
    for (int i = HTTP.length(); i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '/' || c == '?') {
        return i;
      }
    }
    return uri.length();
  }

  /** Visible ASCII without a fragment, which a client never sends. */
  private static boolean isPathAndQuery(String uri, int from) {
    for (int i = from; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  private static String path(HttpMethod method, String uri, int end) {
    if (end == uri.length()) {
      return method.equals(HttpMethod.OPTIONS) ? "*" : "/";
    }
    return uri.charAt(end) == '?' ? '/' + uri.substring(end) : uri.substring(end);
  }

  private static RequestHead head(
      HttpRequest request, Fields fields, Target target, String authority, String path) {
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    return new RequestHead(
        request.method(),
        request.uri(),
        target,
        authority,
        path,
        request.headers(),
        fields.hopByHop,
        http10,
        // A proxy keeps no connection with an HTTP/1.0 client (RFC 9112 §C.2.2).
        !http10 && !fields.hopByHop.close() && !fields.proxyClose,
        fields.expectsContinue && !http10,
        fields.upgrade && fields.hopByHop.upgrade() && !http10,
        fields.contentLength,
        fields.bindsConnection,
        fields.credentials);
  }

  private static ReadHead refuse(ProxyError error) {
    return new ReadHead.Refused(error);
  }

  private static ProxyError errorOf(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return ProxyError.URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? ProxyError.HEAD_TOO_LARGE
        : ProxyError.BAD_REQUEST;
  }

  /** What the fields say that the proxy acts on, read in one pass. */
  private static final class Fields {
    private final HopByHopFields hopByHop = new HopByHopFields();
    private final String name;
    private @Nullable String host;
    private @Nullable String credentials;
    private long contentLength = RequestHead.NONE;
    private boolean expectsContinue;
    private boolean upgrade;
    private boolean proxyClose;
    private boolean bindsConnection;

    Fields(String name) {
      this.name = name;
    }

    @Nullable ProxyError read(HttpHeaders headers, Limits limits) {
      int count = 0;
      Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
      while (all.hasNext()) {
        Map.Entry<CharSequence, CharSequence> field = all.next();
        String value = field.getValue().toString();
        if (++count > limits.fields() || field.getKey().length() + value.length() > limits.line()) {
          return ProxyError.HEAD_TOO_LARGE;
        }
        ProxyError error = read(FieldName.of(field.getKey()), value);
        if (error != null) {
          return error;
        }
      }
      return null;
    }

    private @Nullable ProxyError read(FieldName name, String value) {
      switch (name) {
        case HOST -> {
          return readHost(value);
        }
        case CONNECTION -> {
          return hopByHop.add(value) ? null : ProxyError.BAD_REQUEST;
        }
        case AUTHORIZATION -> bindsConnection |= FieldName.bindsConnection(value);
        case PROXY_CONNECTION -> proxyClose |= value.equalsIgnoreCase("close");
        case PROXY_AUTHORIZATION -> {
          // Two could be read in two ways; nobody sends two but to find out which.
          if (credentials != null) {
            return ProxyError.BAD_REQUEST;
          }
          credentials = value;
        }
        case CONTENT_LENGTH -> contentLength = Long.parseLong(value);
        case TRANSFER_ENCODING -> {
          // Another coding than chunked would be lost, as the body is framed anew.
          if (contentLength == RequestHead.CHUNKED || !value.equalsIgnoreCase("chunked")) {
            return ProxyError.NOT_IMPLEMENTED;
          }
          contentLength = RequestHead.CHUNKED;
        }
        case VIA -> {
          return isVia(value) ? ProxyError.LOOP : null;
        }
        case EXPECT -> {
          if (!value.equalsIgnoreCase("100-continue")) {
            return ProxyError.EXPECTATION_FAILED;
          }
          expectsContinue = true;
        }
        // Nothing but WebSocket: h2c would be a way around every rule that the proxy has.
        case UPGRADE -> upgrade = value.equalsIgnoreCase("websocket");
        default -> {}
      }
      return null;
    }

    private @Nullable ProxyError readHost(String value) {
      if (host != null) {
        return ProxyError.BAD_REQUEST;
      }
      host = value;
      return null;
    }

    /** Whether one of the proxies that the request has passed has our name. */
    private boolean isVia(String value) {
      for (int at = value.indexOf(name); at >= 0; at = value.indexOf(name, at + 1)) {
        int end = at + name.length();
        boolean begins = at == 0 || " \t,".indexOf(value.charAt(at - 1)) >= 0;
        if (begins && (end == value.length() || " \t,(".indexOf(value.charAt(end)) >= 0)) {
          return true;
        }
      }
      return false;
    }

    boolean hasBody() {
      return contentLength > 0 || contentLength == RequestHead.CHUNKED;
    }

    /** For CONNECT: its target decides, and some clients leave the port out of Host. */
    boolean hostIsAuthority() {
      return host == null || Authority.parse(host, 0, host.length(), 443) != null;
    }

    /**
     * Whether Host, where there is one, names what the target names. RFC 9112 §3.2.2 has us
     * overwrite it; but who sends two answers to one question wants them read by different readers.
     */
    boolean hostIs(String uri, int end, Target target) {
      if (host == null || isSpeltAsIn(uri, end, host)) {
        return true;
      }
      Target named = Authority.parse(host, 0, host.length(), 80);
      return named != null
          && named.port() == target.port()
          && named.host().equalsIgnoreCase(target.host());
    }

    private static boolean isSpeltAsIn(String uri, int end, String host) {
      return host.length() == end - HTTP.length() && uri.startsWith(host, HTTP.length());
    }

    /** The target's authority, without a copy where Host is one. */
    String authority(String uri, int end) {
      return host != null && isSpeltAsIn(uri, end, host) ? host : uri.substring(HTTP.length(), end);
    }
  }
}
