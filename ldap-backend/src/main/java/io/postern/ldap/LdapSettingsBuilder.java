package io.postern.ldap;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects {@link LdapSettings}; whatever is not set has the documented default. */
public final class LdapSettingsBuilder {
  private final LdapSettings.Kind kind;
  private @Nullable String domain;
  private List<ServerAddress> servers = List.of();
  private LdapSettings.ServerOrder order = LdapSettings.ServerOrder.PREFERENCE;
  private @Nullable String baseDn;
  private @Nullable String userFilter;
  private @Nullable String userDnTemplate;
  private @Nullable String netbiosName;
  private boolean mailNames;
  private @Nullable ServiceAccount serviceAccount;
  private @Nullable String site;
  private @Nullable String nameServer;
  private TlsSettings tls = TlsSettings.LDAPS;
  private GroupSettings groups;
  private Duration connectTimeout = Duration.ofSeconds(2);
  private Duration requestTimeout = Duration.ofSeconds(4);
  private int connections = 8;

  LdapSettingsBuilder(LdapSettings.Kind kind) {
    this.kind = kind;
    this.groups = GroupSettings.of(kind.groups);
  }

  public LdapSettingsBuilder domain(@Nullable String domain) {
    this.domain = domain;
    return this;
  }

  public LdapSettingsBuilder servers(List<ServerAddress> servers) {
    this.servers = servers;
    return this;
  }

  public LdapSettingsBuilder order(LdapSettings.ServerOrder order) {
    this.order = order;
    return this;
  }

  public LdapSettingsBuilder baseDn(@Nullable String baseDn) {
    this.baseDn = baseDn;
    return this;
  }

  public LdapSettingsBuilder userFilter(@Nullable String userFilter) {
    this.userFilter = userFilter;
    return this;
  }

  public LdapSettingsBuilder userDnTemplate(@Nullable String userDnTemplate) {
    this.userDnTemplate = userDnTemplate;
    return this;
  }

  public LdapSettingsBuilder netbiosName(@Nullable String netbiosName) {
    this.netbiosName = netbiosName;
    return this;
  }

  public LdapSettingsBuilder mailNames(boolean mailNames) {
    this.mailNames = mailNames;
    return this;
  }

  public LdapSettingsBuilder serviceAccount(@Nullable ServiceAccount serviceAccount) {
    this.serviceAccount = serviceAccount;
    return this;
  }

  public LdapSettingsBuilder site(@Nullable String site) {
    this.site = site;
    return this;
  }

  public LdapSettingsBuilder nameServer(@Nullable String nameServer) {
    this.nameServer = nameServer;
    return this;
  }

  public LdapSettingsBuilder tls(TlsSettings tls) {
    this.tls = tls;
    return this;
  }

  public LdapSettingsBuilder groups(GroupSettings groups) {
    this.groups = groups;
    return this;
  }

  public LdapSettingsBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    return this;
  }

  public LdapSettingsBuilder requestTimeout(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
    return this;
  }

  public LdapSettingsBuilder connections(int connections) {
    this.connections = connections;
    return this;
  }

  /**
   * Checks and makes the settings.
   *
   * @throws IllegalArgumentException with a message for an administrator
   */
  public LdapSettings build() {
    return new LdapSettings(
        kind,
        domain,
        servers,
        order,
        base(),
        userFilter,
        userDnTemplate,
        netbiosName,
        mailNames,
        serviceAccount,
        site,
        nameServer,
        tls,
        groups,
        connectTimeout,
        requestTimeout,
        connections);
  }

  private String base() {
    if (baseDn != null) {
      return baseDn;
    }
    if (domain == null) {
      throw new IllegalArgumentException("directory: domain or base-dn is needed");
    }
    return LdapSettings.baseDnOf(domain);
  }
}
