package io.postern.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A search filter with places for a user's name or DN. These go into the parsed filter as assertion
 * values, never into its text, so nothing in a name can change what the filter asks (RFC 4515 §3).
 */
final class FilterTemplate {
  /** Stands for the name. */
  static final String USER = LdapSettings.USER;

  /** Stands for the DN. */
  static final String DN = "{dn}";

  private final Filter template;

  private FilterTemplate(Filter template) {
    this.template = template;
  }

  /**
   * Parses a filter that finds a user by name.
   *
   * @throws IllegalArgumentException if it is not a filter, or has no place for the name
   */
  static FilterTemplate forUser(String template) {
    return parse("user-filter", template, template.contains(USER));
  }

  /**
   * Parses a filter that finds the groups of a user.
   *
   * @throws IllegalArgumentException if it is not a filter, or has no place for the user
   */
  static FilterTemplate forGroups(String template) {
    return parse("group-filter", template, template.contains(USER) || template.contains(DN));
  }

  private static FilterTemplate parse(String key, String template, boolean hasPlace) {
    if (!hasPlace) {
      throw new IllegalArgumentException(key + ": " + USER + " is missing: " + template);
    }
    try {
      return new FilterTemplate(Filter.create(template));
    } catch (LDAPException notFilter) {
      throw new IllegalArgumentException(key + ": not a filter: " + template, notFilter);
    }
  }

  /**
   * Fills in a name.
   *
   * @param leaves gives another filter for {@code (attribute={user})}, or null to fill it in here
   */
  Filter with(String name, Leaf leaves) {
    return fill(template, text -> text.replace(USER, name), leaves);
  }

  /** Fills in a name and a DN. A DN never becomes a place for the name. */
  Filter with(String name, String dn) {
    return fill(template, text -> text.equals(DN) ? dn : text.replace(USER, name), Leaf.PLAIN);
  }

  /** What any user matches. */
  Filter anybody() {
    return fill(template, text -> text, Filter::createPresenceFilter);
  }

  private static Filter fill(Filter filter, UnaryOperator<String> value, Leaf leaves) {
    switch (filter.getFilterType()) {
      case Filter.FILTER_TYPE_AND:
        return Filter.createANDFilter(fillAll(filter, value, leaves));
      case Filter.FILTER_TYPE_OR:
        return Filter.createORFilter(fillAll(filter, value, leaves));
      case Filter.FILTER_TYPE_NOT:
        return Filter.createNOTFilter(fill(filter.getNOTComponent(), value, leaves));
      case Filter.FILTER_TYPE_EQUALITY:
        return fillEquality(filter, value, leaves);
      case Filter.FILTER_TYPE_SUBSTRING:
        return Filter.createSubstringFilter(
            filter.getAttributeName(),
            apply(filter.getSubInitialString(), value),
            applyAll(filter.getSubAnyStrings(), value),
            apply(filter.getSubFinalString(), value));
      case Filter.FILTER_TYPE_EXTENSIBLE_MATCH:
        return Filter.createExtensibleMatchFilter(
            filter.getAttributeName(),
            filter.getMatchingRuleID(),
            filter.getDNAttributes(),
            value.apply(filter.getAssertionValue()));
      default:
        return filter;
    }
  }

  private static Filter fillEquality(Filter filter, UnaryOperator<String> value, Leaf leaves) {
    String attribute = filter.getAttributeName();
    String assertion = filter.getAssertionValue();
    Filter other = assertion.equals(USER) ? leaves.filterFor(attribute) : null;
    if (other != null) {
      return other;
    }
    String filled = value.apply(assertion);
    // What has no place in it may be binary, and stays as it is.
    return filled.equals(assertion) ? filter : Filter.createEqualityFilter(attribute, filled);
  }

  private static List<Filter> fillAll(Filter filter, UnaryOperator<String> value, Leaf leaves) {
    List<Filter> filled = new ArrayList<>();
    for (Filter component : filter.getComponents()) {
      filled.add(fill(component, value, leaves));
    }
    return filled;
  }

  private static @Nullable String apply(@Nullable String text, UnaryOperator<String> value) {
    return text == null ? null : value.apply(text);
  }

  private static String[] applyAll(String[] texts, UnaryOperator<String> value) {
    String[] applied = texts.clone();
    for (int i = 0; i < applied.length; i++) {
      applied[i] = value.apply(applied[i]);
    }
    return applied;
  }

  /** What stands for {@code (attribute={user})} when an attribute knows several forms of a name. */
  @FunctionalInterface
  interface Leaf {
    /** Fills in the name as it is. */
    Leaf PLAIN = attribute -> null;

    @Nullable Filter filterFor(String attribute);
  }
}
