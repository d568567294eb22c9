package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which directory, and how to ask it. Immutable; made with {@link #activeDirectory} or {@link
 * #ldap}.
 *
 * @param domain AD's DNS name of the domain: servers, base DN and UPN suffix come from it
 * @param servers in order of preference; empty: found by DNS
 * @param baseDn below which the users are
 * @param userFilter finds a user; {@code {user}} stands for the name that was typed
 * @param userDnTemplate makes the user's DN of the name instead of a search
 * @param netbiosName the domain's NetBIOS name, for directories that do not tell it
 * @param mailNames whether a mail address may be typed as the name
 * @param serviceAccount null: users bind without a search, or the search is anonymous
 * @param site the AD site whose servers come first; null: the one that the directory says
 * @param nameServer {@code host[:port]} of the DNS server to ask; null: the system's
 * @param connectTimeout for TCP and TLS
 * @param requestTimeout for the answer to one request
 * @param connections per server, the hard maximum
 */
public record LdapSettings(
    Kind kind,
    @Nullable String domain,
    List<ServerAddress> servers,
    ServerOrder order,
    String baseDn,
    @Nullable String userFilter,
    @Nullable String userDnTemplate,
    @Nullable String netbiosName,
    boolean mailNames,
    @Nullable ServiceAccount serviceAccount,
    @Nullable String site,
    @Nullable String nameServer,
    TlsSettings tls,
    GroupSettings groups,
    Duration connectTimeout,
    Duration requestTimeout,
    int connections) {

  /** What stands for the typed name in filters and templates. */
  static final String USER = "{user}";

  public LdapSettings {
    servers = List.copyOf(servers);
    servers.forEach(tls::check);
    if (servers.isEmpty() && domain == null) {
      throw new IllegalArgumentException("directory: servers or domain is needed");
    }
    if (servers.isEmpty() && tls.mode() == TlsSettings.Mode.NONE && !tls.allowPlaintext()) {
      throw new IllegalArgumentException(
          "tls mode none would carry passwords in plaintext to servers found by DNS: use ldaps or"
              + " starttls (or, knowing that, allow-plaintext: true)");
    }
    if (!DN.isValidDN(baseDn)) {
      throw new IllegalArgumentException("base-dn: not a DN: " + baseDn);
    }
    if (userDnTemplate != null && !UserDn.isTemplate(userDnTemplate)) {
      throw new IllegalArgumentException(
          "user-dn-template: must be a DN with " + USER + " as a value: " + userDnTemplate);
    }
    if (connections < 2 || connections > 1_000) {
      throw new IllegalArgumentException("connections: must be 2 to 1000, is " + connections);
    }
    checkTimeout("connect-timeout", connectTimeout);
    checkTimeout("request-timeout", requestTimeout);
    FilterTemplate.forUser(userFilter != null ? userFilter : kind.userFilter);
  }

  /** Active Directory with this DNS name. */
  public static LdapSettingsBuilder activeDirectory(String domain) {
    return new LdapSettingsBuilder(Kind.ACTIVE_DIRECTORY).domain(domain);
  }

  /** Another LDAP directory with its users below this DN. */
  public static LdapSettingsBuilder ldap(String baseDn) {
    return new LdapSettingsBuilder(Kind.LDAP).baseDn(baseDn);
  }

  /** A directory of this kind, of which nothing else is said yet. */
  public static LdapSettingsBuilder of(Kind kind) {
    return new LdapSettingsBuilder(kind);
  }

  /** The time that one decision may take: enough to fail over once. */
  public Duration deadline() {
    return connectTimeout.plus(requestTimeout);
  }

  /** {@code corp.example.com} as {@code DC=corp,DC=example,DC=com}, which AD always names it. */
  static String baseDnOf(String domain) {
    return Arrays.stream(domain.split("\\."))
        .map(label -> "DC=" + label)
        .collect(Collectors.joining(","));
  }

  /** AD's domain: as it was given, or as the base DN says. */
  String domainName() {
    if (domain != null) {
      return domain;
    }
    return Arrays.stream(baseDn.split(","))
        .map(String::strip)
        .filter(rdn -> rdn.regionMatches(true, 0, "DC=", 0, 3))
        .map(rdn -> rdn.substring(3))
        .collect(Collectors.joining("."));
  }

  /** The root of AD's domain, which the base DN may be below. */
  String domainDn() {
    return baseDnOf(domainName());
  }

  boolean isActiveDirectory() {
    return kind == Kind.ACTIVE_DIRECTORY;
  }

  private static void checkTimeout(String key, Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(50)) < 0
        || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException(
          key + ": must be 50ms to 5m, is " + timeout.toMillis() + "ms");
    }
  }

  /** What the directory is. */
  public enum Kind {
    ACTIVE_DIRECTORY(
        "(&(objectCategory=person)(objectClass=user)(sAMAccountName={user}))",
        GroupSettings.Mode.TOKEN_GROUPS),
    /** OpenLDAP, 389 DS, ApacheDS, FreeIPA and others. */
    LDAP("(uid={user})", GroupSettings.Mode.SEARCH);

    final String userFilter;
    final GroupSettings.Mode groups;

    Kind(String userFilter, GroupSettings.Mode groups) {
      this.userFilter = userFilter;
      this.groups = groups;
    }
  }

  /** Which of the servers that are up is asked. */
  public enum ServerOrder {
    /** The first of the list. */
    PREFERENCE,
    /** Each in its turn. */
    ROUND_ROBIN,
    /** The one that answers fastest. */
    LEAST_LATENCY
  }
}
