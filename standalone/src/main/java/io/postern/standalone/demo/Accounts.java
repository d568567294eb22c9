package io.postern.standalone.demo;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import io.postern.embedded.AdDirectory;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.admin.AdminRequest;
import io.postern.standalone.explain.FactsText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The admin listener's page that shows what the embedded directory holds against each account. */
final class Accounts {
  private static final List<String> NAMES =
      List.of(
          "alice",
          "bob",
          "expired",
          "mustchange",
          "disabled",
          "locked",
          "accountexpired",
          "hours",
          "müller");

  private final AdDirectory directory;

  Accounts(AdDirectory directory) {
    this.directory = directory;
  }

  AdminAnswer answer(AdminRequest request) {
    return AdminAnswer.json(200, FactsText.json(NAMES.stream().map(this::account).toList()));
  }

  private Map<String, Object> account(String name) {
    ReadOnlyEntry entry = directory.users().entry(name);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.put("badPwdCount", number(entry, "badPwdCount"));
    facts.put("lockedOut", number(entry, "lockoutTime") != 0);
    facts.put("lockoutThreshold", directory.settings().lockout().threshold());
    facts.put("binds", directory.binds().by(name));
    facts.put("failedBinds", directory.binds().failedBy(name));
    return facts;
  }

  private static long number(ReadOnlyEntry entry, String attribute) {
    Long value = entry.getAttributeValueAsLong(attribute);
    return value == null ? 0 : value;
  }
}
