package io.postern.ldap;

import com.unboundid.ldap.sdk.Filter;
import io.postern.account.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * The forms of a name in one AD domain: what to search for, what to bind as, and which of them are
 * the same account as far as a name alone can tell. Thread-safe.
 */
final class AdNames {
  private static final String SAM_ACCOUNT_NAME = "sAMAccountName";
  private static final String USER_PRINCIPAL_NAME = "userPrincipalName";

  private final String domain;
  private final boolean mailNames;
  private volatile @Nullable String netbiosName;

  AdNames(String domain, @Nullable String netbiosName, boolean mailNames) {
    this.domain = domain;
    this.netbiosName = netbiosName;
    this.mailNames = mailNames;
  }

  /** Takes over the NetBIOS name that the directory gives its domain. */
  void learn(String netbiosName) {
    this.netbiosName = netbiosName;
  }

  boolean knowsNetbiosName() {
    return netbiosName != null;
  }

  /** Whether the name can be an account of this domain. */
  boolean canBeOurs(LoginName name) {
    return !(name instanceof LoginName.DownLevel downLevel)
        || netbiosName == null
        || isOurDomain(downLevel.domain());
  }

  /** What to ask for instead of {@code (attribute={user})}. */
  @Nullable Filter filterFor(String attribute, LoginName name) {
    if (name instanceof LoginName.Distinguished) {
      return Filter.createPresenceFilter("objectClass");
    }
    if (attribute.equalsIgnoreCase(SAM_ACCOUNT_NAME)) {
      return byName(name);
    }
    if (attribute.equalsIgnoreCase(USER_PRINCIPAL_NAME)) {
      return Filter.createEqualityFilter(USER_PRINCIPAL_NAME, userPrincipalName(name));
    }
    return null;
  }

  /** Which of several entries that answer to a name AD itself would take: lower is better. */
  int rank(LoginName name, @Nullable String userPrincipalName, @Nullable String samAccountName) {
    if (name.typed().equalsIgnoreCase(userPrincipalName)) {
      return 0;
    }
    return accountIn(name).equalsIgnoreCase(samAccountName) ? 1 : 2;
  }

  /** The name for a bind without a search, and its account as far as the name tells. */
  Lookup.Unsearched direct(LoginName name) {
    if (name instanceof LoginName.Distinguished distinguished) {
      return unsearched(distinguished.dn().toNormalizedString(), name.typed());
    }
    String upn = userPrincipalName(name);
    if (name instanceof LoginName.DownLevel downLevel
        && !downLevel.domain().equalsIgnoreCase(domain)) {
      boolean ours = isOurDomain(downLevel.domain()) || isLikelyOurs(downLevel.domain());
      return unsearched(ours ? upn : name.typed(), name.typed());
    }
    return unsearched(upn, name instanceof LoginName.Account ? downLevel(name.typed(), upn) : upn);
  }

  /** Another account's explicit UPN comes before an implicit one, so a bare name avoids both. */
  private String downLevel(String account, String otherwise) {
    return netbiosName == null ? otherwise : netbiosName + "\\" + account;
  }

  private static Lookup.Unsearched unsearched(String account, String bindName) {
    return new Lookup.Unsearched("name:" + level(account), bindName);
  }

  private Filter byName(LoginName name) {
    Filter account = Filter.createEqualityFilter(SAM_ACCOUNT_NAME, accountIn(name));
    if (!(name instanceof LoginName.Upn upn)) {
      return account;
    }
    Filter explicit = Filter.createEqualityFilter(USER_PRINCIPAL_NAME, upn.typed());
    if (isOurDomain(upn.suffix())) {
      // Every account has an implicit UPN of this form beside the one in its entry (MS-ADTS
      // 5.1.1.1.1).
      return mailNames
          ? Filter.createORFilter(explicit, account, mail(upn))
          : Filter.createORFilter(explicit, account);
    }
    return mailNames ? Filter.createORFilter(explicit, mail(upn)) : explicit;
  }

  private static Filter mail(LoginName.Upn upn) {
    return Filter.createEqualityFilter("mail", upn.typed());
  }

  private String accountIn(LoginName name) {
    if (name instanceof LoginName.DownLevel downLevel) {
      return downLevel.account();
    }
    if (name instanceof LoginName.Upn upn && isOurDomain(upn.suffix())) {
      return upn.prefix();
    }
    return name.typed();
  }

  private String userPrincipalName(LoginName name) {
    if (name instanceof LoginName.Upn upn && !isOurDomain(upn.suffix())) {
      return upn.typed();
    }
    return accountIn(name) + "@" + domain;
  }

  /** Whether the domain is called so, by its DNS name or its NetBIOS name as far as known. */
  boolean isOurDomain(String nameOfDomain) {
    return nameOfDomain.equalsIgnoreCase(domain) || nameOfDomain.equalsIgnoreCase(netbiosName);
  }

  /** While the directory has not told the NetBIOS name: the one that a new domain gets. */
  private boolean isLikelyOurs(String nameOfDomain) {
    return netbiosName == null && nameOfDomain.equalsIgnoreCase(domain.split("\\.", 2)[0]);
  }

  /**
   * Lower case, but only where upper case leads back: the Kelvin sign is not a k, and must not make
   * one account of two.
   */
  static String level(String name) {
    StringBuilder levelled = new StringBuilder(name.length());
    name.codePoints()
        .map(
            c ->
                Character.toUpperCase(Character.toLowerCase(c)) == c ? Character.toLowerCase(c) : c)
        .forEach(levelled::appendCodePoint);
    return levelled.toString();
  }
}
