package io.postern.netty;

/** Hears what the proxy does. Called on event loops: must not block, must not throw. */
public interface ProxyListener {
  /** One that does not listen. */
  ProxyListener NONE = new ProxyListener() {};

  default void connectionOpened() {}

  default void connectionClosed() {}

  /** More clients than the limit: one was turned away. */
  default void connectionRefused() {}

  /** Somebody's bandwidth is used up: one connection is not read for a moment. */
  default void throttled() {}

  /** A connection was turned away, or not made, as there is no file descriptor for it. */
  default void outOfDescriptors() {}

  /** A parent proxy cannot be reached any more; others are asked, where there are any. */
  default void parentDown(String parent) {}

  /** It can be reached again. */
  default void parentUp(String parent) {}

  default void tunnelOpened() {}

  default void tunnelClosed() {}

  /** A request was answered, or a tunnel has ended. */
  default void exchanged(Exchange exchange) {}
}
