package io.postern.it.proxies;

import org.jspecify.annotations.Nullable;

/** A proxy that listens, in front of an origin. */
interface HttpFront extends FrontProxy {

  /** Whether clients use it as a proxy: then it asks with 407. */
  boolean isForwardProxy();

  int port();

  int originPort();

  @Override
  default Got get(@Nullable String user, @Nullable String password) {
    boolean forward = isForwardProxy();
    String origin = "127.0.0.1:" + originPort();
    String field = forward ? "Proxy-Authorization: " : "Authorization: ";
    return Got.from(
        port(),
        "GET " + (forward ? "http://" + origin : "") + "/page HTTP/1.1",
        forward ? origin : "site.example",
        user == null || password == null ? null : field + Got.basic(user, password));
  }
}
