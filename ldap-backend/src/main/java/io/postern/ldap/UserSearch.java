package io.postern.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.postern.account.Deadline;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the entry that a name belongs to. */
final class UserSearch {
  /** A name that fits more entries than this is a wrong filter. */
  private static final int MOST = 10;

  private static final Filter ANY = Filter.createPresenceFilter("objectClass");

  private final LdapSettings settings;
  private final FilterTemplate filter;
  private final @Nullable AdNames adNames;
  private final @Nullable UserDn template;
  private final List<String> attributes;

  UserSearch(LdapSettings settings, @Nullable AdNames adNames, List<String> attributes) {
    this.settings = settings;
    this.filter =
        FilterTemplate.forUser(
            settings.userFilter() != null ? settings.userFilter() : settings.kind().userFilter);
    this.adNames = adNames;
    this.template =
        settings.userDnTemplate() == null ? null : new UserDn(settings.userDnTemplate());
    this.attributes = attributes;
  }

  /** What was found. */
  record Hit(@Nullable Entry entry, @Nullable String note) {
    static final Hit NOTHING = new Hit(null, null);
  }

  /** Looks for the one entry of this name. */
  Hit find(LoginName name, Searching searching, Deadline deadline) throws Unanswered {
    if (adNames != null && !adNames.canBeOurs(name)) {
      return new Hit(null, "the name is of another domain");
    }
    Answer answer = searching.search(query(name), deadline);
    if (answer.entries().isEmpty()) {
      return Hit.NOTHING;
    }
    if (adNames == null) {
      return answer.entries().size() > 1 || answer.more()
          ? new Hit(null, "several entries answer to this name")
          : new Hit(answer.entries().get(0), null);
    }
    return likeliest(name, adNames, answer);
  }

  Query query(LoginName name) {
    Filter wanted =
        filter.with(
            name.typed(),
            attribute -> adNames == null ? plain(name) : adNames.filterFor(attribute, name));
    DN dn = dnOf(name);
    return dn != null
        ? Query.entry(
            dn.toString(), name instanceof LoginName.Distinguished ? wanted : ANY, attributes)
        : Query.below(settings.baseDn(), wanted, attributes, MOST);
  }

  /** In a directory that knows names of one form, a DN still is a name. */
  private static @Nullable Filter plain(LoginName name) {
    return name instanceof LoginName.Distinguished ? ANY : null;
  }

  /** The DN that the name is or makes, without a search. */
  @Nullable DN dnOf(LoginName name) {
    if (name instanceof LoginName.Distinguished distinguished) {
      return distinguished.dn();
    }
    return template == null ? null : template.of(name.typed());
  }

  /** Where names of two accounts meet, AD takes the explicit UPN before the account's name. */
  private static Hit likeliest(LoginName name, AdNames names, Answer answer) {
    List<SearchResultEntry> ranked =
        answer.entries().stream()
            .sorted(Comparator.comparingInt(entry -> rank(name, names, entry)))
            .toList();
    boolean tie =
        answer.more()
            || (ranked.size() > 1
                && rank(name, names, ranked.get(0)) == rank(name, names, ranked.get(1)));
    return tie
        ? new Hit(null, "several accounts answer to this name")
        : new Hit(ranked.get(0), null);
  }

  private static int rank(LoginName name, AdNames names, Entry entry) {
    return names.rank(
        name,
        entry.getAttributeValue("userPrincipalName"),
        entry.getAttributeValue("sAMAccountName"));
  }
}
