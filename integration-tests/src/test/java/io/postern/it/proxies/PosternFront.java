package io.postern.it.proxies;

import io.postern.it.peer.PeerProcess;

/** Postern's own proxy, which the others are to be measured by. */
record PosternFront(SharedPostern postern, EchoOrigin origin) implements ProgramFront {

  @Override
  public String name() {
    return "Postern itself";
  }

  @Override
  public boolean isForwardProxy() {
    return true;
  }

  @Override
  public int port() {
    return postern.proxyPort;
  }

  @Override
  public PeerProcess process() {
    return postern.process();
  }

  @Override
  public void close() {
    // It is not ours to end.
  }
}
