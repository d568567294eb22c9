package io.postern.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A search filter with a place for the user's name. The name goes into the parsed filter as an
 * assertion value, never into its text, so nothing in a name can change what the filter asks (RFC
 * 4515 §3).
 */
final class UserFilter {
  private final Filter template;

  private UserFilter(Filter template) {
    this.template = template;
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException if it is not a filter, or has no place for the name
   */
  static UserFilter parse(String template) {
    if (!template.contains(LdapSettings.USER)) {
      throw new IllegalArgumentException(
          "user-filter: " + LdapSettings.USER + " is missing: " + template);
    }
    try {
      return new UserFilter(Filter.create(template));
    } catch (LDAPException notFilter) {
      throw new IllegalArgumentException("user-filter: not a filter: " + template, notFilter);
    }
  }

  /**
   * Fills in the name.
   *
   * @param leaves gives another filter for {@code (attribute={user})}, or null to fill it in here
   */
  Filter with(String name, Leaf leaves) {
    return fill(template, name, leaves);
  }

  private static Filter fill(Filter filter, String name, Leaf leaves) {
    UnaryOperator<String> value = text -> text.replace(LdapSettings.USER, name);
    switch (filter.getFilterType()) {
      case Filter.FILTER_TYPE_AND:
        return Filter.createANDFilter(fillAll(filter, name, leaves));
      case Filter.FILTER_TYPE_OR:
        return Filter.createORFilter(fillAll(filter, name, leaves));
      case Filter.FILTER_TYPE_NOT:
        return Filter.createNOTFilter(fill(filter.getNOTComponent(), name, leaves));
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
    if (!assertion.contains(LdapSettings.USER)) {
      return filter;
    }
    Filter other = assertion.equals(LdapSettings.USER) ? leaves.filterFor(attribute) : null;
    return other != null ? other : Filter.createEqualityFilter(attribute, value.apply(assertion));
  }

  private static List<Filter> fillAll(Filter filter, String name, Leaf leaves) {
    List<Filter> filled = new ArrayList<>();
    for (Filter component : filter.getComponents()) {
      filled.add(fill(component, name, leaves));
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
