package io.postern.embedded;

import com.unboundid.ldap.sdk.LDAPException;
import org.jspecify.annotations.Nullable;

/** The parts of a domain controller, put together: what every connection shares. */
record AdServices(
    AdSettings settings,
    Stall stall,
    AdStore store,
    AccountNames names,
    SimpleBinds binds,
    AdSearch search,
    GroupLinks links,
    PasswordStore passwords) {

  static AdServices of(AdSettings settings) throws LDAPException {
    String baseDn = settings.baseDn();
    AdStore store = new AdStore(settings.clock(), baseDn);
    new AdTree(store, settings).plant();
    AccountNames names = new AccountNames(store, settings);
    AccountRules rules = new AccountRules(store, baseDn);
    PasswordStore passwords = new PasswordStore();
    GroupLinks links = new GroupLinks(store, baseDn);
    return new AdServices(
        settings,
        new Stall(),
        store,
        names,
        new SimpleBinds(store, names, rules, passwords, settings),
        new AdSearch(
            store,
            new AdFilters(store, links, baseDn),
            new ComputedAttributes(rules, links, settings.clock()),
            settings),
        links,
        passwords);
  }

  /** The changes that this account may make. */
  AdWrites writes(@Nullable AdAccount by) {
    return new AdWrites(this, by);
  }
}
