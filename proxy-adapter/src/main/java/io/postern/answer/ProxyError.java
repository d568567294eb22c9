package io.postern.answer;

import java.util.Locale;

/** Why the proxy itself cannot serve a request, whoever sent it, in the words of RFC 9209 §2.3. */
public enum ProxyError {
  /** The request is not HTTP, or not the one kind of HTTP that everybody reads alike. */
  BAD_REQUEST(400, "http_request_error"),
  /** The request's head did not arrive in time. */
  REQUEST_TIMEOUT(408, "http_request_error"),
  URI_TOO_LONG(414, "http_request_error"),
  EXPECTATION_FAILED(417, "http_request_error"),
  HEAD_TOO_LARGE(431, "http_request_error"),
  METHOD_REFUSED(405, "http_request_error"),
  NOT_IMPLEMENTED(501, "http_request_error"),
  VERSION_NOT_SUPPORTED(505, "http_request_error"),
  /** Asked of the proxy as if it were an origin server. */
  NOT_A_WEB_SERVER(400, "http_request_error"),
  /** CONNECT to a port that is not on the list. */
  PORT_DENIED(403, "http_request_denied"),
  /** The address that the name led to is closed to clients. */
  DESTINATION_DENIED(403, "destination_ip_prohibited"),
  LOOP(508, "proxy_loop_detected"),
  NAME_NOT_FOUND(502, "dns_error"),
  NAME_TIMEOUT(504, "dns_timeout"),
  CONNECTION_REFUSED(502, "connection_refused"),
  CONNECTION_TIMEOUT(504, "connection_timeout"),
  UNROUTABLE(502, "destination_ip_unroutable"),
  /** The origin closed the connection before it answered. */
  ORIGIN_CLOSED(502, "connection_terminated"),
  /** The origin did not begin to answer in time. */
  ORIGIN_TIMEOUT(504, "http_response_timeout"),
  /** What the origin answered is not HTTP that everybody reads alike. */
  ORIGIN_BROKEN(502, "http_protocol_error"),
  /** The proxy that we asked in turn did not let us through. */
  PARENT_REFUSED(502, "http_request_denied"),
  /** The directory or the rules changed what the user may do while the request was under way. */
  ACCOUNT_CHANGED(503, "http_request_denied"),
  /** This user has as many tunnels as one user may have. */
  TOO_MANY(429, "connection_limit_reached"),
  OVERLOADED(503, "connection_limit_reached"),
  /** The proxy may have no more files open: each connection is one. */
  OUT_OF_DESCRIPTORS(503, "connection_limit_reached"),
  INTERNAL(500, "proxy_internal_error");

  private final int status;
  private final String type;

  ProxyError(int status, String type) {
    this.status = status;
    this.type = type;
  }

  public int status() {
    return status;
  }

  /** The error type registered with IANA. */
  public String type() {
    return type;
  }

  /** In lower case with hyphens: the key of its texts, and a word for the log. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
