package io.postern.embedded;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.util.StaticUtils;
import java.util.Date;
import java.util.Locale;

/** The root DSE as a domain controller shows it, to anybody ([MS-ADTS] 3.1.1.3.2). */
final class RootDse {
  private final AdStore store;
  private final AdSettings settings;

  RootDse(AdStore store, AdSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  Entry entry() {
    String baseDn = settings.baseDn();
    String configuration = AdTree.configurationDn(baseDn);
    String server = settings.hostName().substring(0, settings.hostName().indexOf('.'));
    String site = "CN=" + server + ",CN=Servers,CN=Default-First-Site-Name,CN=Sites,";
    Entry entry = new Entry("");
    entry.addAttribute("objectClass", "top");
    entry.addAttribute(
        "currentTime", StaticUtils.encodeGeneralizedTime(Date.from(settings.clock().instant())));
    entry.addAttribute("defaultNamingContext", baseDn);
    entry.addAttribute("rootDomainNamingContext", baseDn);
    entry.addAttribute("configurationNamingContext", configuration);
    entry.addAttribute("schemaNamingContext", "CN=Schema," + configuration);
    entry.addAttribute("subschemaSubentry", "CN=Aggregate,CN=Schema," + configuration);
    entry.addAttribute("namingContexts", baseDn, configuration, "CN=Schema," + configuration);
    entry.addAttribute("dnsHostName", settings.hostName());
    entry.addAttribute("serverName", site + configuration);
    entry.addAttribute("dsServiceName", "CN=NTDS Settings," + site + configuration);
    entry.addAttribute(
        "ldapServiceName",
        settings.dnsDomain() + ':' + server + "$@" + settings.dnsDomain().toUpperCase(Locale.ROOT));
    entry.addAttribute("highestCommittedUSN", Long.toString(store.highestUsn()));
    entry.addAttribute("isSynchronized", "TRUE");
    entry.addAttribute("isGlobalCatalogReady", "TRUE");
    entry.addAttribute("domainFunctionality", "7");
    entry.addAttribute("forestFunctionality", "7");
    entry.addAttribute("domainControllerFunctionality", "7");
    entry.addAttribute("supportedLDAPVersion", "3", "2");
    entry.addAttribute("supportedControl", SearchControls.SUPPORTED);
    entry.addAttribute("supportedExtension", AdConnection.START_TLS, AdConnection.WHO_AM_I);
    entry.addAttribute(
        "supportedCapabilities",
        "1.2.840.113556.1.4.800",
        "1.2.840.113556.1.4.1670",
        "1.2.840.113556.1.4.1791",
        "1.2.840.113556.1.4.1935",
        "1.2.840.113556.1.4.2080",
        "1.2.840.113556.1.4.2237");
    return entry;
  }
}
