package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.postern.account.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index of all domains of a forest, which some of its domain controllers keep: on its ports, a
 * search below the root of all names goes through every domain. Thread-safe.
 */
final class GlobalCatalog implements AutoCloseable {
  /** The DN above all domains. */
  private static final String ROOT = "";

  /** Not a contact, which is a person too, and may have a user's mail address. */
  private static final Filter USER =
      Filter.createANDFilter(
          Filter.createEqualityFilter("objectCategory", "person"),
          Filter.createEqualityFilter("objectClass", "user"));

  private static final List<String> NOTHING = List.of("1.1");

  private final LdapSettings settings;
  private final LdapClient client;

  GlobalCatalog(LdapSettings settings, LdapListener listener) {
    this.settings = settings;
    this.client = LdapClient.start(settings, null, listener);
  }

  /**
   * What a name leads to: of a user principal name the accounts that have it, of a down-level name
   * the domain. None: nobody in the forest; two: it is not one account's.
   */
  List<DN> find(LoginName name, Deadline deadline) throws Unanswered {
    if (name instanceof LoginName.DownLevel downLevel) {
      return client.search(deadline, (as, due) -> domain(downLevel.domain(), as, due));
    }
    return client.search(deadline, (as, due) -> accounts(name.typed(), as, due));
  }

  /** Whether a search at the root finds anybody, as in a global catalog alone. */
  static boolean answersOn(Searching searching, Deadline deadline) throws Unanswered {
    return !searching.search(Query.below(ROOT, USER, NOTHING, 1), deadline).entries().isEmpty();
  }

  private List<DN> accounts(String upn, Searching searching, Deadline deadline) throws Unanswered {
    Filter named = Filter.createEqualityFilter("userPrincipalName", upn);
    if (settings.mailNames()) {
      named = Filter.createORFilter(named, Filter.createEqualityFilter("mail", upn));
    }
    Query query = Query.below(ROOT, Filter.createANDFilter(USER, named), NOTHING, 2);
    List<DN> found = new ArrayList<>();
    for (Entry entry : searching.search(query, deadline).entries()) {
      add(entry.getDN(), found);
    }
    return found;
  }

  private static List<DN> domain(String netbiosName, Searching searching, Deadline deadline)
      throws Unanswered {
    Filter called =
        Filter.createANDFilter(
            Filter.createEqualityFilter("objectClass", "crossRef"),
            Filter.createEqualityFilter("nETBIOSName", netbiosName));
    List<DN> found = new ArrayList<>();
    Query query = Query.below(ROOT, called, List.of("nCName"), 2);
    for (Entry entry : searching.search(query, deadline).entries()) {
      add(entry.getAttributeValue("nCName"), found);
    }
    return found;
  }

  private static void add(@Nullable String dn, List<DN> found) {
    try {
      if (dn != null) {
        found.add(new DN(dn));
      }
    } catch (LDAPException notDn) {
      // no server sends one; what it stands for cannot be of our domains
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
