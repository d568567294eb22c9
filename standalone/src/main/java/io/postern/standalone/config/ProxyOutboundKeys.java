package io.postern.standalone.config;

import io.postern.netty.ParentProxy;
import io.postern.netty.ProxySettings.Outbound;
import io.postern.netty.Routes;
import io.postern.standalone.access.Destination;
import io.postern.standalone.access.Destination.Host;
import java.util.List;
import java.util.stream.Stream;

/** The keys of {@code proxy} that say how origins are reached. */
final class ProxyOutboundKeys {
  private static final Key<List<Endpoint>> NAME_SERVERS =
      Key.of(
          "proxy.name-servers",
          new Kind.ListOf<>(Kinds.ENDPOINT),
          "[]",
          "[10.0.0.53:53, 10.0.1.53:53]",
          "The DNS servers that know the origins, instead of those of the system.");

  private static final String UPSTREAM = "proxy.upstream";

  private static final Key<Endpoint> ADDRESS =
      Key.optional(
          UPSTREAM + ".address",
          Kinds.ENDPOINT,
          "origins are connected to",
          "parent.example.com:3128",
          "Another proxy that requests go through. It looks names up by itself.");

  private static final Key<String> USER =
      Key.optional(
          UPSTREAM + ".user",
          Kinds.TEXT,
          "it is asked without a password",
          "postern",
          "Our name there (Basic). The clients' own passwords never go there.");

  private static final Key<Secret.Source> PASSWORD =
      Key.optional(
          UPSTREAM + ".password",
          Kinds.SECRET,
          "none",
          "\"${env:POSTERN_UPSTREAM_PASSWORD}\"",
          "Our password there.");

  private static final Key<Secret.Source> PASSWORD_FILE =
      Key.optional(
          UPSTREAM + ".password-file",
          Kinds.SECRET_FILE,
          "none",
          "/etc/postern/upstream-password",
          "The file with it.");

  private static final Key<List<Destination>> DESTINATIONS =
      Key.of(
          UPSTREAM + ".destinations",
          AccessKeys.DESTINATIONS,
          "[]",
          "[.far.example.com]",
          "What is reached through it; `[]`: everything but `direct`.");

  private static final Key<List<Destination>> DIRECT =
      Key.of(
          UPSTREAM + ".direct",
          AccessKeys.DESTINATIONS,
          "[]",
          "[.corp.example.com, 10.0.0.0/8]",
          "What is not.");

  static final List<Key<?>> KEYS =
      List.of(NAME_SERVERS, ADDRESS, USER, PASSWORD, PASSWORD_FILE, DESTINATIONS, DIRECT);

  private ProxyOutboundKeys() {}

  static void check(Values values) {
    long secrets = Stream.of(PASSWORD, PASSWORD_FILE).filter(values::has).count();
    if (secrets != (values.has(USER) ? 1 : 0)) {
      values.problem(UPSTREAM, "needs user with one of password-file and password, or none");
    }
    boolean used = values.has(UPSTREAM) && !values.isBlank(UPSTREAM);
    if (used && !values.has(ADDRESS)) {
      values.problem(UPSTREAM, "needs address");
    }
  }

  static Outbound outbound(Values values) {
    return new Outbound(
        values.get(NAME_SERVERS).stream().map(Endpoint::address).toList(), routes(values));
  }

  private static Routes routes(Values values) {
    Endpoint address = values.find(ADDRESS);
    if (address == null) {
      return Routes.DIRECT;
    }
    ParentProxy parent = parent(values, address);
    List<Destination> through = values.get(DESTINATIONS);
    List<Destination> direct = values.get(DIRECT);
    return target -> {
      Host host = Host.of(target.host());
      boolean goes = (through.isEmpty() || isIn(through, host)) && !isIn(direct, host);
      return goes ? parent : null;
    };
  }

  private static ParentProxy parent(Values values, Endpoint address) {
    ParentProxy parent = ParentProxy.at(address.host(), address.port());
    String user = values.find(USER);
    Secret.Source inFile = values.find(PASSWORD_FILE);
    Secret.Source password = inFile != null ? inFile : values.find(PASSWORD);
    return user == null || password == null ? parent : parent.as(user, password.read().octets());
  }

  private static boolean isIn(List<Destination> destinations, Host host) {
    return destinations.stream().anyMatch(destination -> destination.contains(host));
  }
}
