package io.postern.standalone.config;

import io.postern.netty.ParentProxy;
import io.postern.netty.ProxySettings.Outbound;
import io.postern.netty.Routes;
import io.postern.standalone.access.Destination;
import io.postern.standalone.access.Destination.Host;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  private static final String NEXT = UPSTREAM + ".next[]";

  private static final Key<Optional<Endpoint>> NEXT_ADDRESS =
      Key.optional(
          NEXT + ".address",
          Kinds.optional("direct", Kinds.ENDPOINT),
          "none",
          "parent2.example.com:3128",
          "Who is asked, in the order of the list, where those before cannot be reached; such a one"
              + " is left out for 30 s. `direct`, as the last: origins are connected to.");

  private static final Key<String> NEXT_USER =
      Key.optional(
          NEXT + ".user",
          Kinds.TEXT,
          "it is asked without a password",
          "postern",
          "Our name there.");

  private static final Key<Secret.Source> NEXT_PASSWORD =
      Key.optional(
          NEXT + ".password",
          Kinds.SECRET,
          "none",
          "\"${env:POSTERN_UPSTREAM2_PASSWORD}\"",
          "Our password there.");

  private static final Key<Secret.Source> NEXT_PASSWORD_FILE =
      Key.optional(
          NEXT + ".password-file",
          Kinds.SECRET_FILE,
          "none",
          "/etc/postern/upstream2-password",
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
      List.of(
          NAME_SERVERS,
          ADDRESS,
          USER,
          PASSWORD,
          PASSWORD_FILE,
          NEXT_ADDRESS,
          NEXT_USER,
          NEXT_PASSWORD,
          NEXT_PASSWORD_FILE,
          DESTINATIONS,
          DIRECT);

  private ProxyOutboundKeys() {}

  static void check(Values values) {
    checkSecrets(values, UPSTREAM, USER, PASSWORD, PASSWORD_FILE);
    boolean used = values.has(UPSTREAM) && !values.isBlank(UPSTREAM);
    if (used && !values.has(ADDRESS)) {
      values.problem(UPSTREAM, "needs address");
    }
    List<Values> others = values.each(UPSTREAM + ".next");
    for (Values other : others) {
      checkSecrets(other, NEXT, NEXT_USER, NEXT_PASSWORD, NEXT_PASSWORD_FILE);
      Optional<Endpoint> address = other.find(NEXT_ADDRESS);
      if (address == null) {
        other.problem(NEXT, "needs address");
      } else if (address.isEmpty() && other != others.get(others.size() - 1)) {
        other.problem(NEXT_ADDRESS.path(), "direct can only be the last one");
      } else if (address.isEmpty() && other.has(NEXT_USER)) {
        other.problem(NEXT_USER.path(), "nobody is asked for direct");
      }
    }
  }

  private static void checkSecrets(Values values, String section, Key<?> user, Key<?>... secrets) {
    long given = Stream.of(secrets).filter(values::has).count();
    if (given != (values.has(user) ? 1 : 0)) {
      values.problem(section, "needs user with one of password-file and password, or none");
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
    ParentProxy parent = first(values, address);
    List<Destination> through = values.get(DESTINATIONS);
    List<Destination> direct = values.get(DIRECT);
    return target -> {
      Host host = Host.of(target.host());
      boolean goes = (through.isEmpty() || isIn(through, host)) && !isIn(direct, host);
      return goes ? parent : null;
    };
  }

  /** The first parent, linked to those that are asked where it cannot be reached. */
  private static ParentProxy first(Values values, Endpoint address) {
    List<Values> others = new ArrayList<>(values.each(UPSTREAM + ".next"));
    Collections.reverse(others);
    ParentProxy next = null;
    boolean direct = false;
    for (Values other : others) {
      Optional<Endpoint> at = other.find(NEXT_ADDRESS, Optional.empty());
      if (at.isEmpty()) {
        direct = true;
      } else {
        ParentProxy parent = parent(other, at.get(), NEXT_USER, NEXT_PASSWORD, NEXT_PASSWORD_FILE);
        next = linked(parent, next, direct);
      }
    }
    return linked(parent(values, address, USER, PASSWORD, PASSWORD_FILE), next, direct);
  }

  private static ParentProxy linked(
      ParentProxy parent, @Nullable ParentProxy next, boolean direct) {
    if (next != null) {
      return parent.orElse(next);
    }
    return direct ? parent.orDirect() : parent;
  }

  private static ParentProxy parent(
      Values values,
      Endpoint address,
      Key<String> name,
      Key<Secret.Source> inline,
      Key<Secret.Source> file) {
    ParentProxy parent = ParentProxy.at(address.host(), address.port());
    String user = values.find(name);
    Secret.Source inFile = values.find(file);
    Secret.Source password = inFile != null ? inFile : values.find(inline);
    return user == null || password == null ? parent : parent.as(user, password.read().octets());
  }

  private static boolean isIn(List<Destination> destinations, Host host) {
    return destinations.stream().anyMatch(destination -> destination.contains(host));
  }
}
