package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;

/** A proxy that runs as a process. */
interface ProgramFront extends HttpFront {

  PeerProcess process();

  EchoOrigin origin();

  @Override
  default int originPort() {
    return origin().port();
  }

  @Override
  default void close() {
    process().close();
  }
}
