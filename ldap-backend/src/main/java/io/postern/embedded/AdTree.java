package io.postern.embedded;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.embedded.AdSettings.LockoutRule;
import java.time.Duration;
import java.util.Locale;

/** The tree of an empty domain: its policy, its containers, its configuration partition. */
final class AdTree {
  private final AdStore store;
  private final AdSettings settings;
  private final String baseDn;

  AdTree(AdStore store, AdSettings settings) {
    this.store = store;
    this.settings = settings;
    this.baseDn = settings.baseDn();
  }

  static String configurationDn(String baseDn) {
    return "CN=Configuration," + baseDn;
  }

  static String usersDn(String baseDn) {
    return "CN=Users," + baseDn;
  }

  static String passwordSettingsDn(String name, String baseDn) {
    return "CN=Policy of " + name + ',' + passwordSettingsContainer(baseDn);
  }

  /** A password settings object: the same rules as the domain's, by other names. */
  static Entry passwordSettings(String dn, LockoutRule lockout, Duration maximumPasswordAge) {
    Entry entry = container(dn, "msDS-PasswordSettings");
    entry.addAttribute("msDS-PasswordSettingsPrecedence", "10");
    entry.addAttribute("msDS-LockoutThreshold", Integer.toString(lockout.threshold()));
    addSpan(entry, "msDS-LockoutObservationWindow", FileTime.span(lockout.window()));
    addSpan(entry, "msDS-LockoutDuration", endless(FileTime.span(lockout.duration())));
    addSpan(entry, "msDS-MaximumPasswordAge", endless(FileTime.span(maximumPasswordAge)));
    return entry;
  }

  /** The DN that objectCategory has for {@code person}, {@code group} and their like. */
  static String category(String shortName, String baseDn) {
    String name =
        switch (shortName.toLowerCase(Locale.ROOT)) {
          case "crossref" -> "Cross-Ref";
          case "domaindns" -> "Domain-DNS";
          case "organizationalunit" -> "Organizational-Unit";
          case "user" -> "Person";
          default -> shortName.substring(0, 1).toUpperCase(Locale.ROOT) + shortName.substring(1);
        };
    return "CN=" + name + ",CN=Schema," + configurationDn(baseDn);
  }

  void plant() throws LDAPException {
    store.add(domain());
    store.add(container(usersDn(baseDn), "container"));
    store.add(container("CN=Builtin," + baseDn, "builtinDomain"));
    store.add(container("CN=System," + baseDn, "container"));
    store.add(container(passwordSettingsContainer(baseDn), "msDS-PasswordSettingsContainer"));
    Entry deleted = container(Tombstone.container(baseDn), "container");
    deleted.addAttribute("isDeleted", "TRUE");
    store.add(deleted);
    String configuration = configurationDn(baseDn);
    store.add(container(configuration, "configuration"));
    store.add(container("CN=Partitions," + configuration, "crossRefContainer"));
    Entry crossRef =
        container("CN=" + settings.netBiosName() + ",CN=Partitions," + configuration, "crossRef");
    crossRef.addAttribute("objectCategory", category("crossRef", baseDn));
    crossRef.addAttribute("nCName", baseDn);
    crossRef.addAttribute("nETBIOSName", settings.netBiosName());
    crossRef.addAttribute("dnsRoot", settings.dnsDomain());
    crossRef.addAttribute("systemFlags", "3");
    store.add(crossRef);
  }

  private static String passwordSettingsContainer(String baseDn) {
    return "CN=Password Settings Container,CN=System," + baseDn;
  }

  private Entry domain() {
    Entry domain = new Entry(baseDn);
    String dc = settings.dnsDomain().substring(0, settings.dnsDomain().indexOf('.'));
    domain.addAttribute("objectClass", "top", "domain", "domainDNS");
    domain.addAttribute("objectCategory", category("domainDNS", baseDn));
    domain.addAttribute("dc", dc);
    domain.addAttribute("objectSid", Sid.octets(Sid.DOMAIN));
    domain.addAttribute("msDS-Behavior-Version", "7");
    domain.addAttribute("lockoutThreshold", Integer.toString(settings.lockout().threshold()));
    addSpan(domain, "lockOutObservationWindow", FileTime.span(settings.lockout().window()));
    addSpan(domain, "lockoutDuration", endless(FileTime.span(settings.lockout().duration())));
    addSpan(domain, "maxPwdAge", endless(FileTime.span(settings.maximumPasswordAge())));
    addSpan(domain, "minPwdAge", 0);
    domain.addAttribute("minPwdLength", "4");
    domain.addAttribute("pwdHistoryLength", "3");
    domain.addAttribute("pwdProperties", "0");
    return domain;
  }

  private static long endless(long span) {
    return span == 0 ? Long.MIN_VALUE : span;
  }

  private static void addSpan(Entry entry, String attribute, long span) {
    entry.addAttribute(attribute, Long.toString(span));
  }

  private static Entry container(String dn, String objectClass) {
    Entry entry = new Entry(dn);
    entry.addAttribute("objectClass", "top", objectClass);
    String rdn = dn.substring(dn.indexOf('=') + 1, dn.indexOf(','));
    entry.addAttribute("cn", rdn);
    return entry;
  }
}
