package io.postern.standalone.config;

import io.postern.ldap.ForestSettings;
import io.postern.ldap.GroupSettings;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of {@code directory.domains} and {@code directory.global-catalog}. */
final class DomainKeys {
  private static final String LIST = "directory.domains";
  private static final String SECTION = LIST + "[]";
  private static final String FIRST = "that of the first domain";
  private static final int GLOBAL_CATALOG = 3268;
  private static final int GLOBAL_CATALOG_TLS = 3269;

  private static final Key<List<ServerAddress>> CATALOG =
      Key.optional(
          "directory.global-catalog",
          new Kind.ListOf<>(Kind.of("ldaps:// or ldap:// URL", DomainKeys::catalog)),
          "none: names that no domain claims are of the first domain",
          "[ldaps://dc1.corp.example.com:3269]",
          "Servers that keep the forest's global catalog, where names are looked up that no domain"
              + " claims. The port, if it is left out, is 3269, or 3268 for `ldap://`.");

  private static final Key<String> DOMAIN =
      Key.optional(
          SECTION + ".domain",
          Kinds.TEXT,
          "none; every further domain needs it",
          "emea.corp.example.com",
          "The DNS name of a further Active Directory domain. What a domain does not say for itself"
              + " is as for the first, which is `directory` itself.");

  private static final Key<String> NETBIOS_NAME =
      Key.optional(
          SECTION + ".netbios-name",
          Kinds.TEXT,
          "read from the directory",
          "EMEA",
          "What stands before the backslash in names such as `EMEA\\bob`.");

  private static final Key<List<String>> SUFFIXES =
      Key.of(
          SECTION + ".suffixes",
          new Kind.ListOf<>(Kinds.TEXT),
          "[]",
          "[emea.example.com]",
          "What stands behind the at sign of its users' names, beside its DNS name.");

  private static final Key<List<ServerAddress>> SERVERS =
      Key.optional(
          SECTION + ".servers",
          DirectoryKeys.SERVER_URLS,
          "found by DNS SRV records of its `domain`",
          "[ldaps://dc1.emea.corp.example.com]",
          "Its servers instead of discovery, in the order of preference.");

  private static final Key<String> BASE_DN =
      Key.optional(
          SECTION + ".base-dn",
          DirectoryKeys.DN_TEXT,
          "made of its `domain`",
          "DC=emea,DC=corp,DC=example,DC=com",
          "The entry below which its users are searched.");

  private static final Key<Path> CA_FILE =
      Key.optional(
          SECTION + ".tls.ca-file",
          Kinds.READABLE_FILE,
          FIRST,
          "/etc/postern/emea-ca.pem",
          "The authorities, in PEM, one of which must have issued its servers' certificates.");

  private static final ServiceAccountKeys SERVICE_ACCOUNT =
      new ServiceAccountKeys(SECTION + ".service-account", FIRST);

  static final List<Key<?>> KEYS =
      Stream.of(
              List.<Key<?>>of(CATALOG, DOMAIN, NETBIOS_NAME, SUFFIXES, SERVERS, BASE_DN),
              SERVICE_ACCOUNT.keys(),
              List.<Key<?>>of(CA_FILE))
          .flatMap(List::stream)
          .toList();

  private DomainKeys() {}

  /**
   * Checks.
   *
   * @param first the names that the first domain goes by
   */
  static void check(Values values, boolean isActiveDirectory, Stream<String> first) {
    for (String key : List.of(LIST, CATALOG.path())) {
      if (values.has(key) && !isActiveDirectory) {
        values.problem(key, "needs type: active-directory");
      }
    }
    if (values.has(CATALOG) && !values.has("directory.service-account")) {
      values.problem(CATALOG.path(), "needs a service-account: it answers nobody else");
    }
    Map<String, String> owners = new HashMap<>();
    first.forEach(name -> owners.put(name.toLowerCase(Locale.ROOT), "the first domain"));
    List<Values> domains = values.each(LIST);
    for (int i = 0; i < domains.size(); i++) {
      Values domain = domains.get(i);
      SERVICE_ACCOUNT.check(domain);
      if (!domain.has(DOMAIN)) {
        domain.problem(SECTION, "needs domain");
      }
      for (String name : names(domain)) {
        String owner = owners.putIfAbsent(name.toLowerCase(Locale.ROOT), LIST + '[' + i + ']');
        if (owner != null) {
          domain.problem(SECTION, name + " is a name of " + owner + " already");
        }
      }
    }
  }

  private static List<String> names(Values domain) {
    List<String> names = new ArrayList<>(domain.get(SUFFIXES));
    Stream.of(domain.find(DOMAIN), domain.find(NETBIOS_NAME))
        .filter(name -> name != null && !names.contains(name))
        .forEach(names::add);
    return names;
  }

  /**
   * The forest of the first domain and what is said of others.
   *
   * @param like makes settings with what is the same for every domain
   */
  static ForestSettings forest(
      Values values, LdapSettings first, Supplier<LdapSettingsBuilder> like) {
    List<ForestSettings.Domain> domains = new ArrayList<>();
    domains.add(new ForestSettings.Domain(first, List.of()));
    for (Values domain : values.each(LIST)) {
      LdapSettings settings = settings(domain, first, like.get());
      domains.add(new ForestSettings.Domain(settings, domain.get(SUFFIXES)));
    }
    List<ServerAddress> catalog = values.find(CATALOG);
    return new ForestSettings(
        domains,
        catalog == null
            ? null
            : like.get().domain(first.domain()).baseDn(first.baseDn()).servers(catalog).build());
  }

  private static LdapSettings settings(
      Values domain, LdapSettings first, LdapSettingsBuilder builder) {
    ServiceAccount own = SERVICE_ACCOUNT.account(domain);
    GroupSettings groups = first.groups();
    return builder
        .domain(domain.find(DOMAIN))
        .netbiosName(domain.find(NETBIOS_NAME))
        .servers(domain.find(SERVERS, List.of()))
        .baseDn(domain.find(BASE_DN))
        .serviceAccount(own != null ? own : first.serviceAccount())
        .groups(new GroupSettings(groups.mode(), null, groups.filter(), groups.maximum()))
        .tls(tls(first.tls(), domain.find(CA_FILE)))
        .build();
  }

  private static TlsSettings tls(TlsSettings first, @Nullable Path caFile) {
    return new TlsSettings(
        first.mode(),
        caFile == null ? first.caFile() : caFile,
        first.certificateFile(),
        first.keyFile(),
        first.allowPlaintext());
  }

  private static ServerAddress catalog(String url) {
    ServerAddress server = ServerAddress.parse(url);
    int usual = server.secure() ? GLOBAL_CATALOG_TLS : GLOBAL_CATALOG;
    return URI.create(url).getPort() >= 0
        ? server
        : new ServerAddress(server.secure(), server.host(), usual);
  }
}
