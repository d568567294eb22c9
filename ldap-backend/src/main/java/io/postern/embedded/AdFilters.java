package io.postern.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * AD's own kinds of assertion, said in plain filters: the bit and in-chain matching rules, SIDs as
 * text, and object categories by their short names ([MS-ADTS] 3.1.1.3.1.3).
 */
final class AdFilters {
  private static final String BIT_AND = "1.2.840.113556.1.4.803";
  private static final String BIT_OR = "1.2.840.113556.1.4.804";
  private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

  /** An OR of nothing: false (RFC 4526). */
  private static final Filter NEVER = Filter.createORFilter();

  private final AdStore store;
  private final GroupLinks links;
  private final String baseDn;

  AdFilters(AdStore store, GroupLinks links, String baseDn) {
    this.store = store;
    this.links = links;
    this.baseDn = baseDn;
  }

  Filter plain(Filter filter) throws LDAPException {
    return switch (filter.getFilterType()) {
      case Filter.FILTER_TYPE_AND -> Filter.createANDFilter(plain(filter.getComponents()));
      case Filter.FILTER_TYPE_OR -> Filter.createORFilter(plain(filter.getComponents()));
      case Filter.FILTER_TYPE_NOT -> Filter.createNOTFilter(plain(filter.getNOTComponent()));
      case Filter.FILTER_TYPE_EQUALITY -> equality(filter);
      case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> extensible(filter);
      default -> filter;
    };
  }

  private List<Filter> plain(Filter[] filters) throws LDAPException {
    List<Filter> all = new ArrayList<>();
    for (Filter filter : filters) {
      all.add(plain(filter));
    }
    return all;
  }

  private Filter equality(Filter filter) {
    String attribute = filter.getAttributeName();
    String value = filter.getAssertionValue();
    if (attribute.equalsIgnoreCase("objectSid") && value.startsWith("S-1-")) {
      byte[] sid = Sid.parse(value);
      return sid == null ? NEVER : Filter.createEqualityFilter(attribute, sid);
    }
    if (attribute.equalsIgnoreCase("objectCategory") && value.indexOf('=') < 0) {
      return Filter.createEqualityFilter(attribute, AdTree.category(value, baseDn));
    }
    return filter;
  }

  private Filter extensible(Filter filter) throws LDAPException {
    String rule = filter.getMatchingRuleID();
    String attribute = filter.getAttributeName();
    if (rule == null || attribute == null) {
      return NEVER;
    }
    return switch (rule) {
      case BIT_AND -> bits(attribute, filter.getAssertionValue(), true);
      case BIT_OR -> bits(attribute, filter.getAssertionValue(), false);
      case IN_CHAIN -> inChain(attribute, filter.getAssertionValue());
      default -> NEVER;
    };
  }

  /** Any of the values that entries have, where the bits are set. */
  private Filter bits(String attribute, String mask, boolean every) throws LDAPException {
    Long bits = number(mask);
    TreeSet<Long> values = new TreeSet<>();
    for (ReadOnlyEntry entry : find(Filter.createPresenceFilter(attribute))) {
      Long value = entry.getAttributeValueAsLong(attribute);
      if (value != null && bits != null) {
        long common = value & bits;
        if (every ? common == bits : common != 0) {
          values.add(value);
        }
      }
    }
    return Filter.createORFilter(
        values.stream()
            .map(value -> Filter.createEqualityFilter(attribute, Long.toString(value)))
            .toList());
  }

  private Filter inChain(String attribute, String value) throws LDAPException {
    DN dn = DN.isValidDN(value) ? new DN(value) : null;
    if (dn == null) {
      return NEVER;
    }
    List<Filter> any = new ArrayList<>();
    if (attribute.equalsIgnoreCase("memberOf")) {
      for (DN group : links.groupsWithin(dn)) {
        any.add(Filter.createEqualityFilter("memberOf", group.toString()));
      }
    } else if (attribute.equalsIgnoreCase("member")) {
      for (DN group : chainOf(dn)) {
        any.add(Filter.createEqualityFilter("distinguishedName", group.toString()));
      }
    }
    return Filter.createORFilter(any);
  }

  /** The groups above an entry by links alone: the primary group is no link. */
  private List<DN> chainOf(DN member) throws LDAPException {
    ReadOnlyEntry entry = store.get(member);
    if (entry == null) {
      return List.of();
    }
    var linked = entry.duplicate();
    linked.removeAttribute("primaryGroupID");
    List<DN> groups = new ArrayList<>();
    for (var group : links.closure(linked)) {
      groups.add(group.getParsedDN());
    }
    return groups;
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private List<ReadOnlyEntry> find(Filter filter) throws LDAPException {
    return store.search(baseDn, SearchScope.SUB, filter);
  }
}
