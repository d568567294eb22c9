package io.postern.standalone.config;

import io.postern.netty.ProxySettings.Limits;
import io.postern.netty.ProxySettings.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The keys of {@code proxy.limits} and {@code proxy.timeouts}. */
final class ProxyLimitKeys {
  private static final String LIMITS = "proxy.limits.";
  private static final String TIMEOUTS = "proxy.timeouts.";

  private static final Key<Integer> CONNECTIONS =
      Key.of(
          LIMITS + "connections",
          Kinds.number(1, 1_000_000),
          "20000",
          "50000",
          "How many connections all clients together may have; the next one is turned away.");

  private static final Key<Integer> LINE =
      Key.of(
          LIMITS + "line",
          Kinds.number(256, 1 << 20),
          "8192",
          "16384",
          "The longest request line or field line, in octets.");

  private static final Key<Integer> HEAD =
      Key.of(
          LIMITS + "head",
          Kinds.number(256, 1 << 20),
          "32768",
          "65536",
          "The longest head of a message, in octets.");

  private static final Key<Integer> FIELDS =
      Key.of(
          LIMITS + "fields",
          Kinds.number(16, 10_000),
          "100",
          "200",
          "The most fields of a message.");

  private static final Key<Duration> HEAD_TIMEOUT =
      Key.of(
          TIMEOUTS + "head",
          Kinds.DURATION,
          "10s",
          "5s",
          "How long a client may take to send a request's head.");

  private static final Key<Duration> KEEP_ALIVE =
      Key.of(
          TIMEOUTS + "keep-alive",
          Kinds.DURATION,
          "60s",
          "30s",
          "How long a client's connection may wait for its next request.");

  private static final Key<Duration> CONNECT =
      Key.of(
          TIMEOUTS + "connect",
          Kinds.DURATION,
          "10s",
          "5s",
          "How long a connection to an origin may take, all its addresses together.");

  private static final Key<Duration> RESPONSE =
      Key.of(
          TIMEOUTS + "response",
          Kinds.DURATION,
          "5m",
          "1m",
          "How long an origin may take until the head of its answer.");

  private static final Key<Duration> IDLE =
      Key.of(
          TIMEOUTS + "idle",
          Kinds.DURATION,
          "2m",
          "30s",
          "How long a body may stand still, either way.");

  private static final Key<Duration> TUNNEL_IDLE =
      Key.of(
          TIMEOUTS + "tunnel-idle",
          Kinds.DURATION,
          "1h",
          "10m",
          "How long a tunnel may stand still, either way.");

  static final List<Key<?>> KEYS =
      Stream.of(
              List.of(CONNECTIONS),
              ProxyInboundKeys.LIMITS,
              List.of(LINE, HEAD, FIELDS),
              List.of(HEAD_TIMEOUT, KEEP_ALIVE, CONNECT, RESPONSE, IDLE, TUNNEL_IDLE))
          .<Key<?>>flatMap(List::stream)
          .toList();

  private ProxyLimitKeys() {}

  static Limits limits(Values values) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        values.get(CONNECTIONS),
        values.get(LINE),
        values.get(HEAD),
        values.get(FIELDS),
        usual.idleOriginConnections(),
        usual.drainedBody(),
        usual.descriptors());
  }

  static Timeouts timeouts(Values values) {
    Timeouts usual = Timeouts.DEFAULT;
    return new Timeouts(
        values.get(HEAD_TIMEOUT),
        values.get(KEEP_ALIVE),
        values.get(CONNECT),
        values.get(RESPONSE),
        usual.originIdle(),
        values.get(IDLE),
        values.get(TUNNEL_IDLE),
        usual.drain());
  }
}
