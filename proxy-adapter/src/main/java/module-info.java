/** Decisions brought to HTTP. */
module io.postern.proxy {
  requires transitive io.postern.core;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.dns;
  requires io.netty.codec.haproxy;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.resolver;
  requires io.netty.resolver.dns;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;
  requires static org.jspecify;

  exports io.postern.answer;
  exports io.postern.endpoint;
  exports io.postern.netty;
  exports io.postern.squid;
}
