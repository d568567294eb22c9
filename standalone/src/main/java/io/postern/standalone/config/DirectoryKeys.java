package io.postern.standalone.config;

import com.unboundid.ldap.sdk.DN;
import io.postern.ldap.ForestSettings;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of {@code directory}, but for the connection's protection and the groups. */
final class DirectoryKeys {
  static final Kind.ListOf<ServerAddress> SERVER_URLS =
      new Kind.ListOf<>(Kind.of("ldaps:// or ldap:// URL", ServerAddress::parse));
  static final Kind.Scalar<String> DN_TEXT = Kind.of("DN", DirectoryKeys::dn);

  private static final Key<LdapSettings.Kind> TYPE =
      Key.of(
          "directory.type",
          Kind.oneOf(LdapSettings.Kind.class),
          "active-directory",
          "ldap",
          "`active-directory`, or `ldap` for OpenLDAP, 389 DS, ApacheDS, FreeIPA and others.");

  private static final Key<String> DOMAIN =
      Key.optional(
          "directory.domain",
          Kinds.TEXT,
          "none; then `servers` and `base-dn` are needed",
          "corp.example.com",
          "The Active Directory domain. Its domain controllers are found by DNS SRV records, and"
              + " its base DN and UPN suffix follow from it.");

  private static final Key<List<ServerAddress>> SERVERS =
      Key.optional(
          "directory.servers",
          SERVER_URLS,
          "found by DNS SRV records of `domain`",
          "[ldaps://dc1.corp.example.com, ldaps://dc2.corp.example.com]",
          "The directory servers instead of discovery, in the order of preference.");

  private static final Key<LdapSettings.ServerOrder> ORDER =
      Key.of(
          "directory.server-order",
          Kind.oneOf(LdapSettings.ServerOrder.class),
          "preference",
          "least-latency",
          "Which of the servers that are up is asked: the first of the list, each in its turn, or"
              + " the one that answers fastest.");

  private static final Key<String> SITE =
      Key.optional(
          "directory.site",
          Kinds.TEXT,
          "the site that the directory says we are in",
          "Berlin",
          "The Active Directory site whose domain controllers are preferred.");

  private static final Key<String> NAME_SERVER =
      Key.optional(
          "directory.name-server",
          Kinds.TEXT,
          "those of the system",
          "10.0.0.53",
          "The DNS server that knows the domain.");

  private static final Key<String> BASE_DN =
      Key.optional(
          "directory.base-dn",
          DN_TEXT,
          "made of `domain`",
          "DC=corp,DC=example,DC=com",
          "The entry below which users are searched.");

  private static final Key<String> NETBIOS_NAME =
      Key.optional(
          "directory.netbios-name",
          Kinds.TEXT,
          "read from the directory",
          "CORP",
          "What stands before the backslash in names such as `CORP\\alice`.");

  private static final Key<Boolean> MAIL_NAMES =
      Key.of(
          "directory.mail-names",
          Kinds.BOOLEAN,
          "false",
          "true",
          "Whether a mail address may be typed as the name.");

  private static final Key<String> USER_FILTER =
      Key.optional(
          "directory.user-filter",
          Kind.of("LDAP filter", text -> withUser(text, "(uid={user})")),
          "`(uid={user})`; for Active Directory a user's sAMAccountName or UPN",
          "\"(&(objectCategory=person)(sAMAccountName={user}))\"",
          "How a user is searched. `{user}` is what was typed, escaped.");

  private static final Key<String> USER_DN_TEMPLATE =
      Key.optional(
          "directory.user-dn-template",
          Kind.of("DN", text -> withUser(text, "uid={user},ou=people,dc=example,dc=org")),
          "users are searched",
          "\"uid={user},ou=people,dc=example,dc=org\"",
          "The DN of every user, instead of a search. `{user}` is what was typed, escaped.");

  private static final Key<Duration> CONNECT_TIMEOUT =
      Key.of(
          "directory.connect-timeout",
          Kinds.DURATION,
          "2s",
          "1s",
          "How long a connection to a server may take, TLS included.");

  static final Key<Duration> REQUEST_TIMEOUT =
      Key.of(
          "directory.request-timeout",
          Kinds.DURATION,
          "4s",
          "3s",
          "How long one decision may wait for the directory, whatever has to be asked.");

  private static final Key<Integer> CONNECTIONS =
      Key.of(
          "directory.connections",
          Kinds.number(2, 256),
          "8",
          "16",
          "How many connections to one server there may be at once.");

  private static final ServiceAccountKeys SERVICE_ACCOUNT =
      new ServiceAccountKeys(
          "directory.service-account",
          "none: names are bound as they are typed, and the account watch is off");

  static final KeyTable.Section SECTION =
      new KeyTable.Section(
          "directory",
          "Where users and their passwords are.",
          Stream.of(
                  List.<Key<?>>of(
                      TYPE,
                      DOMAIN,
                      SERVERS,
                      ORDER,
                      SITE,
                      NAME_SERVER,
                      BASE_DN,
                      NETBIOS_NAME,
                      MAIL_NAMES,
                      USER_FILTER,
                      USER_DN_TEMPLATE),
                  SERVICE_ACCOUNT.keys(),
                  DirectoryTlsKeys.KEYS,
                  GroupKeys.KEYS,
                  List.<Key<?>>of(CONNECT_TIMEOUT, REQUEST_TIMEOUT, CONNECTIONS),
                  DomainKeys.KEYS)
              .flatMap(List::stream)
              .toList());

  private DirectoryKeys() {}

  static void check(Values values) {
    boolean found = values.has(DOMAIN) && values.get(TYPE) == LdapSettings.Kind.ACTIVE_DIRECTORY;
    if (!found && !values.has(SERVERS)) {
      values.problem(
          "directory",
          values.get(TYPE) == LdapSettings.Kind.LDAP
              ? "needs servers"
              : "needs domain, or servers and base-dn");
    } else if (!values.has(DOMAIN) && !values.has(BASE_DN)) {
      values.problem("directory", "needs base-dn");
    }
    SERVICE_ACCOUNT.check(values);
    DirectoryTlsKeys.check(values);
    GroupKeys.check(values);
    DomainKeys.check(
        values,
        values.get(TYPE) == LdapSettings.Kind.ACTIVE_DIRECTORY,
        Stream.of(values.find(DOMAIN, ""), values.find(NETBIOS_NAME, "")));
  }

  /** The settings, or null if they contradict each other, which {@code values} has been told. */
  static @Nullable ForestSettings settings(Values values) {
    try {
      LdapSettings first =
          common(values)
              .domain(values.find(DOMAIN))
              .servers(values.find(SERVERS, List.of()))
              .baseDn(values.find(BASE_DN))
              .netbiosName(values.find(NETBIOS_NAME))
              .userDnTemplate(values.find(USER_DN_TEMPLATE))
              .build();
      return DomainKeys.forest(values, first, () -> common(values));
    } catch (IllegalArgumentException contradiction) {
      values.problem("directory", String.valueOf(contradiction.getMessage()));
      return null;
    }
  }

  /** What is the same for every domain. */
  private static LdapSettingsBuilder common(Values values) {
    LdapSettings.Kind type = values.get(TYPE);
    return LdapSettings.of(type)
        .order(values.get(ORDER))
        .site(values.find(SITE))
        .nameServer(values.find(NAME_SERVER))
        .mailNames(values.get(MAIL_NAMES))
        .userFilter(values.find(USER_FILTER))
        .serviceAccount(SERVICE_ACCOUNT.account(values))
        .tls(DirectoryTlsKeys.settings(values))
        .groups(GroupKeys.settings(values, type))
        .connectTimeout(values.get(CONNECT_TIMEOUT))
        .requestTimeout(values.get(REQUEST_TIMEOUT))
        .connections(values.get(CONNECTIONS));
  }

  private static String withUser(String text, String example) {
    if (!text.contains("{user}")) {
      throw new IllegalArgumentException("needs {user}, as in " + example);
    }
    return text;
  }

  private static String dn(String text) {
    if (!DN.isValidDN(text) || text.isBlank()) {
      throw new IllegalArgumentException(
          '"' + text + "\" is not a DN such as DC=corp,DC=example,DC=com");
    }
    return text;
  }
}
