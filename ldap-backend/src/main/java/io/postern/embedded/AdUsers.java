package io.postern.embedded;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import io.postern.embedded.AdSettings.LockoutRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an administrator does to users and groups, each named by its sAMAccountName. A change is
 * visible to the next request. Thread-safe.
 */
public final class AdUsers {
  private static final Duration DAY = Duration.ofDays(1);

  private final AdServices services;
  private final AtomicInteger nextRelativeId = new AtomicInteger(Sid.FIRST_FREE);

  AdUsers(AdServices services) {
    this.services = services;
  }

  /** Adds a user to CN=Users who may sign in; {@code more} attributes are added to the entry. */
  public AdUsers add(String name, String password, Attribute... more) {
    add(name, password, nextRelativeId.getAndIncrement(), more);
    return this;
  }

  void add(String name, String password, int relativeId, Attribute... more) {
    Entry entry = principal(name, relativeId, "person", "organizationalPerson", "user");
    entry.addAttribute("objectCategory", AdTree.category("person", baseDn()));
    entry.addAttribute("userPrincipalName", name + '@' + services.settings().dnsDomain());
    entry.addAttribute("displayName", name);
    entry.addAttribute("userAccountControl", Integer.toString(AdAccount.NORMAL));
    entry.addAttribute("sAMAccountType", "805306368");
    entry.addAttribute("primaryGroupID", Integer.toString(Sid.DOMAIN_USERS));
    entry.addAttribute("accountExpires", Long.toString(FileTime.NEVER));
    entry.addAttribute("badPwdCount", "0");
    entry.addAttribute("badPasswordTime", "0");
    entry.addAttribute("lastLogon", "0");
    entry.addAttribute("pwdLastSet", "0");
    for (Attribute attribute : more) {
      entry.setAttribute(attribute);
    }
    store(store -> store.add(entry));
    setPassword(name, password);
  }

  /** Adds a global security group without members. */
  public AdUsers addGroup(String name) {
    addGroup(name, Sid.ofDomain(nextRelativeId.getAndIncrement()));
    return this;
  }

  void addGroup(String name, byte[] sid) {
    Entry entry = principal(name, 0, "group");
    entry.setAttribute(new Attribute("objectSid", sid));
    entry.addAttribute("objectCategory", AdTree.category("group", baseDn()));
    entry.addAttribute("groupType", "-2147483646");
    entry.addAttribute("sAMAccountType", "268435456");
    store(store -> store.add(entry));
  }

  /** Puts a user or a group into a group. */
  public AdUsers join(String member, String group) {
    store(store -> services.links().add(dn(group), dn(member)));
    return this;
  }

  /** Takes a user or a group out of a group. */
  public AdUsers leave(String member, String group) {
    store(store -> services.links().remove(dn(group), dn(member)));
    return this;
  }

  public AdUsers setPassword(String name, String password) {
    AdAccount account = account(name);
    services.passwords().set(account.guid(), password, now());
    return set(name, "pwdLastSet", Long.toString(FileTime.of(now())));
  }

  public AdUsers disable(String name) {
    return setFlags(name, account(name).number("userAccountControl") | AdAccount.DISABLED);
  }

  public AdUsers enable(String name) {
    return setFlags(name, account(name).number("userAccountControl") & ~AdAccount.DISABLED);
  }

  /** Locks an account as so many wrong passwords would. */
  public AdUsers lock(String name) {
    String failures = Integer.toString(Math.max(1, services.settings().lockout().threshold()));
    String now = Long.toString(FileTime.of(now()));
    // At once, as a controller does: nobody sees the failures and no lock.
    store(
        store ->
            store.modify(
                dn(name),
                List.of(
                    AdStore.set("badPwdCount", failures),
                    AdStore.set("badPasswordTime", now),
                    AdStore.set("lockoutTime", now))));
    return this;
  }

  public AdUsers unlock(String name) {
    store(
        store ->
            store.modify(
                dn(name),
                List.of(AdStore.set("badPwdCount", "0"), AdStore.set("lockoutTime", "0"))));
    return this;
  }

  /** Makes a password older than the policy allows. */
  public AdUsers expirePassword(String name) {
    Instant then = now().minus(services.settings().maximumPasswordAge()).minus(DAY);
    return set(name, "pwdLastSet", Long.toString(FileTime.of(then)));
  }

  public AdUsers requirePasswordChange(String name) {
    return set(name, "pwdLastSet", "0");
  }

  /** Makes an account end at {@code moment}. */
  public AdUsers expireAccount(String name, Instant moment) {
    return set(name, "accountExpires", Long.toString(FileTime.of(moment)));
  }

  /** Allows no hour of the week. */
  public AdUsers forbidEveryHour(String name) {
    return set(name, new Attribute("logonHours", LogonHours.NONE));
  }

  /** Gives an account a policy of its own (a password settings object), instead of the domain's. */
  public AdUsers applyPolicy(String name, LockoutRule lockout, Duration maximumPasswordAge) {
    String dn = AdTree.passwordSettingsDn(name, baseDn());
    store(store -> store.add(AdTree.passwordSettings(dn, lockout, maximumPasswordAge)));
    return set(name, "msDS-ResultantPSO", dn);
  }

  /** Gives an account another CN, sAMAccountName and user principal name. */
  public AdUsers rename(String name, String newName) {
    DN from = account(name).parsedDn();
    DN to = new DN(new RDN("CN", newName), from.getParent());
    store(
        store -> {
          store.rename(from, to);
          services.links().follow(from, to);
          store.modify(
              to.toString(),
              List.of(
                  AdStore.set("sAMAccountName", newName),
                  AdStore.set(
                      "userPrincipalName", newName + '@' + services.settings().dnsDomain())));
        });
    return this;
  }

  public AdUsers delete(String name) {
    DN dn = parsedDn(name);
    store(
        store -> {
          store.delete(dn);
          services.links().follow(dn, null);
        });
    return this;
  }

  /** Replaces an attribute's values; none removes it. */
  public AdUsers set(String name, String attribute, String... values) {
    return set(name, new Attribute(attribute, values));
  }

  public AdUsers set(String name, Attribute attribute) {
    Modification change =
        new Modification(
            ModificationType.REPLACE, attribute.getName(), attribute.getValueByteArrays());
    store(store -> store.modify(dn(name), List.of(change)));
    return this;
  }

  /** A user's or a group's entry as it is stored. */
  public ReadOnlyEntry entry(String name) {
    ReadOnlyEntry entry = services.names().bySamAccountName(name);
    if (entry == null) {
      throw new IllegalArgumentException("no such account: " + name);
    }
    return entry;
  }

  /** A user's or a group's DN. */
  public String dn(String name) {
    return entry(name).getDN();
  }

  private AdUsers setFlags(String name, long flags) {
    return set(name, "userAccountControl", Long.toString(flags));
  }

  private Entry principal(String name, int relativeId, String... classes) {
    DN dn = new DN(new RDN("CN", name), parsed(AdTree.usersDn(baseDn())));
    Entry entry = new Entry(dn);
    entry.addAttribute("objectClass", "top");
    entry.addAttribute("objectClass", classes);
    entry.addAttribute("cn", name);
    entry.addAttribute("sAMAccountName", name);
    entry.addAttribute("objectSid", Sid.ofDomain(relativeId));
    return entry;
  }

  private AdAccount account(String name) {
    AdAccount account = AdAccount.of(entry(name));
    if (account == null) {
      throw new IllegalArgumentException("not a user: " + name);
    }
    return account;
  }

  private DN parsedDn(String name) {
    return parsed(dn(name));
  }

  private static DN parsed(String dn) {
    try {
      return new DN(dn);
    } catch (LDAPException notADn) {
      throw new IllegalArgumentException("not a DN: " + dn, notADn);
    }
  }

  private String baseDn() {
    return services.settings().baseDn();
  }

  private Instant now() {
    return services.settings().clock().instant();
  }

  private void store(Change change) {
    try {
      change.to(services.store());
    } catch (LDAPException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  private interface Change {
    void to(AdStore store) throws LDAPException;
  }
}
