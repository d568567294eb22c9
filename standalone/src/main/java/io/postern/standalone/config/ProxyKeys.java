package io.postern.standalone.config;

import io.postern.answer.Templates;
import io.postern.netty.DestinationRules;
import io.postern.netty.ProxySettings;
import io.postern.netty.Transport;
import io.postern.standalone.access.PortRange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of {@code proxy}. */
final class ProxyKeys {
  private static final Kind.ListOf<String> ADDRESSES =
      new Kind.ListOf<>(
          Kind.of("loopback, link-local, private or address block", ProxyKeys::block));

  private static final Key<String> REALM =
      Key.of(
          "proxy.realm",
          Kinds.TEXT,
          "Corporate proxy",
          "Example Ltd.",
          "What a client shows beside its question for a password.");

  private static final Key<String> NAME =
      Key.of(
          "proxy.name",
          Kinds.TEXT,
          "postern",
          "proxy1.corp.example.com",
          "What the proxy calls itself in `Via` and `Proxy-Status`: another name for each proxy of"
              + " a chain.");

  private static final Key<List<PortRange>> CONNECT_PORTS =
      Key.of(
          "proxy.connect-ports",
          new Kind.ListOf<>(Kind.of("port or range", PortRange::parse)),
          "[443, 80]",
          "[443, 80, 8443]",
          "The ports that CONNECT may reach. 80 is among them because some clients tunnel `http:`"
              + " and `ws:` too.");

  private static final Key<List<String>> DENY_DESTINATIONS =
      Key.of(
          "proxy.deny-destinations",
          ADDRESSES,
          "[loopback, link-local]",
          "[loopback, link-local, 10.20.0.0/16]",
          "The addresses that nobody may reach, whatever name leads to them. `link-local` includes"
              + " the addresses where clouds keep credentials.");

  private static final Key<List<String>> ALLOW_DESTINATIONS =
      Key.of(
          "proxy.allow-destinations",
          ADDRESSES,
          "[]",
          "[10.20.30.40]",
          "Exceptions from `deny-destinations`.");

  private static final Key<Templates> PAGES =
      Key.optional(
          "proxy.pages",
          Kinds.PAGES,
          "the pages that Postern brings",
          "/etc/postern/pages",
          "A directory with files of your own in place of those that pages are made of: `page.html`,"
              + " `setup.html`, `settings.txt`, `proxy.pac`, and `texts_en.properties` and"
              + " `texts_de.properties` with the texts that you change.");

  private static final Key<Duration> DRAIN_TIME =
      Key.of(
          "proxy.drain-time",
          Kinds.DURATION,
          "10s",
          "30s",
          "How long requests and tunnels may go on after the program was told to end.");

  private static final Key<Optional<Transport>> TRANSPORT =
      Key.of(
          "proxy.transport",
          Kinds.orAuto(Kind.oneOf(Transport.class, Transport::toString)),
          "auto",
          "io_uring",
          "How the kernel is reached: `auto` is `epoll` on Linux, which moves tunnels without copying"
              + " them, and `nio`, the JDK's own way, elsewhere. `io_uring` takes less time for"
              + " requests and set-ups of tunnels, more for what goes through them, needs a kernel"
              + " and a container that allow it, and has no Unix domain sockets.");

  static final KeyTable.Section SECTION =
      new KeyTable.Section(
          "proxy",
          "The forward proxy.",
          Stream.of(
                  ProxyInboundKeys.KEYS,
                  List.of(
                      REALM,
                      NAME,
                      CONNECT_PORTS,
                      DENY_DESTINATIONS,
                      ALLOW_DESTINATIONS,
                      PAGES,
                      TRANSPORT,
                      DRAIN_TIME),
                  ProxyOutboundKeys.KEYS,
                  ProxyLimitKeys.KEYS)
              .<Key<?>>flatMap(List::stream)
              .toList());

  private ProxyKeys() {}

  static void check(Values values) {
    ProxyInboundKeys.check(values);
    ProxyOutboundKeys.check(values);
    values.get(TRANSPORT).ifPresent(transport -> check(values, transport));
  }

  private static void check(Values values, Transport transport) {
    String obstacle = transport.obstacle();
    if (obstacle != null) {
      values.problem(TRANSPORT.path(), transport + " does not work here: " + obstacle);
    } else if (!transport.hasUnixSockets() && ProxyInboundKeys.hasUnixSocket(values)) {
      values.problem(TRANSPORT.path(), "a Unix domain socket (listen) needs epoll");
    }
  }

  static String realm(Values values) {
    return values.get(REALM);
  }

  /** The settings, or null if they contradict each other, which {@code values} has been told. */
  static @Nullable ProxySettings settings(Values values, @Nullable URI changeUrl) {
    try {
      return new ProxySettings(
          ProxyInboundKeys.listen(values),
          ports(values.get(CONNECT_PORTS)),
          DestinationRules.of(values.get(DENY_DESTINATIONS), values.get(ALLOW_DESTINATIONS)),
          Set.of(),
          values.get(NAME),
          changeUrl,
          ProxyLimitKeys.limits(values),
          ProxyLimitKeys.timeouts(values),
          values.get(DRAIN_TIME),
          ProxyOutboundKeys.outbound(values),
          ProxyInboundKeys.inbound(values),
          values.find(PAGES, Templates.BUILT_IN),
          values.get(TRANSPORT).orElse(null));
    } catch (IllegalArgumentException contradiction) {
      values.problem("proxy", String.valueOf(contradiction.getMessage()));
      return null;
    }
  }

  private static Set<Integer> ports(List<PortRange> ranges) {
    return ranges.stream()
        .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
        .boxed()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String block(String text) {
    DestinationRules.of(List.of(text), List.of());
    return text;
  }
}
