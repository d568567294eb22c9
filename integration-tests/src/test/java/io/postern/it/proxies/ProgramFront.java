package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;
import org.jspecify.annotations.Nullable;

/** A proxy that runs as a process, in front of an origin. */
interface ProgramFront extends FrontProxy {

  /** Whether clients use it as a proxy: then it asks with 407. */
  boolean isForwardProxy();

  int port();

  PeerProcess process();

  EchoOrigin origin();

  @Override
  default Got get(@Nullable String user, @Nullable String password) {
    boolean forward = isForwardProxy();
    String origin = "127.0.0.1:" + origin().port();
    String field = forward ? "Proxy-Authorization: " : "Authorization: ";
    return Got.from(
        port(),
        "GET " + (forward ? "http://" + origin : "") + "/page HTTP/1.1",
        forward ? origin : "site.example",
        user == null || password == null ? null : field + Got.basic(user, password));
  }

  @Override
  default void close() {
    process().close();
  }
}
