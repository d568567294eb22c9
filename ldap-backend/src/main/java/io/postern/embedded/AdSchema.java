package io.postern.embedded;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The part of AD's schema that decides how values compare: numbers by size, DNs by their parts,
 * octets exactly. Every class may have every attribute.
 */
final class AdSchema {
  private static final String TEXT = "1.3.6.1.4.1.1466.115.121.1.15";
  private static final String INTEGER = "1.3.6.1.4.1.1466.115.121.1.27";
  private static final String DISTINGUISHED_NAME = "1.3.6.1.4.1.1466.115.121.1.12";
  private static final String OCTETS = "1.3.6.1.4.1.1466.115.121.1.40";
  private static final String TIME = "1.3.6.1.4.1.1466.115.121.1.24";

  private static final List<String> TEXTS =
      List.of(
          "objectClass, isDeleted, cn, ou, dc, name, displayName, description, givenName",
          "sn, mail, info, title",
          "sAMAccountName, userPrincipalName, servicePrincipalName, uid, department, company",
          "userWorkstations, nETBIOSName, dnsRoot, uPNSuffixes, dNSHostName, telephoneNumber",
          "proxyAddresses, operatingSystem, homeDirectory, employeeID, initials, st, l, c, co");

  private static final List<String> INTEGERS =
      List.of(
          "accountExpires, badPasswordTime, badPwdCount, groupType, instanceType, lastLogoff",
          "lastLogon, lastLogonTimestamp, lockoutTime, logonCount, primaryGroupID, pwdLastSet",
          "sAMAccountType, systemFlags, userAccountControl, uSNChanged, uSNCreated",
          "lockoutDuration, lockOutObservationWindow, lockoutThreshold, maxPwdAge, minPwdAge",
          "minPwdLength, pwdHistoryLength, pwdProperties, msDS-LockoutDuration",
          "msDS-LockoutObservationWindow, msDS-LockoutThreshold, msDS-MaximumPasswordAge",
          "msDS-PasswordSettingsPrecedence, msDS-Behavior-Version");

  private static final List<String> DISTINGUISHED_NAMES =
      List.of(
          "distinguishedName, fSMORoleOwner, lastKnownParent, managedBy, manager, member, memberOf",
          "msDS-PSOAppliesTo, msDS-ResultantPSO, nCName, objectCategory, directReports");

  private static final List<String> OCTET_STRINGS =
      List.of("objectSid, objectGUID, logonHours, sIDHistory");

  private static final List<String> TIMES = List.of("whenChanged, whenCreated");

  private static final List<String> CLASSES =
      List.of(
          "top, person, organizationalPerson, user, computer, group, contact, inetOrgPerson",
          "organizationalUnit, container, builtinDomain, domain, domainDNS, configuration",
          "crossRefContainer, crossRef, msDS-PasswordSettings, msDS-PasswordSettingsContainer",
          "nTDSDSA, server, serversContainer, site, sitesContainer");

  private AdSchema() {}

  static Schema schema() {
    Map<String, String> types = new LinkedHashMap<>();
    names(TEXTS).forEach(name -> types.put(name, type(name, TEXT, "caseIgnoreMatch")));
    names(INTEGERS).forEach(name -> types.put(name, type(name, INTEGER, "integerMatch")));
    names(DISTINGUISHED_NAMES)
        .forEach(name -> types.put(name, type(name, DISTINGUISHED_NAME, "distinguishedNameMatch")));
    names(OCTET_STRINGS).forEach(name -> types.put(name, type(name, OCTETS, "octetStringMatch")));
    names(TIMES).forEach(name -> types.put(name, type(name, TIME, "generalizedTimeMatch")));
    String anything = String.join(" $ ", types.keySet());
    Entry entry = new Entry("cn=schema");
    entry.addAttribute("objectClass", "top", "subschema");
    entry.addAttribute("attributeTypes", types.values());
    entry.addAttribute(
        "objectClasses", names(CLASSES).map(name -> objectClass(name, anything)).toList());
    return new Schema(entry);
  }

  private static Stream<String> names(List<String> lists) {
    return lists.stream().flatMap(list -> Stream.of(list.split(", ")));
  }

  private static String type(String name, String syntax, String equality) {
    return "( " + named(name) + " EQUALITY " + equality + " SYNTAX " + syntax + " )";
  }

  private static String objectClass(String name, String attributes) {
    return "( " + named(name) + " MAY ( " + attributes + " ) )";
  }

  private static String named(String name) {
    return name + "-oid NAME '" + name + "'";
  }
}
