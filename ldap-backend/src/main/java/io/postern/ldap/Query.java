package io.postern.ldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;

/**
 * A search to be made, on whichever server. Immutable.
 *
 * @param maximum how many entries are wanted; the others are dropped
 */
record Query(
    String base,
    SearchScope scope,
    Filter filter,
    List<String> attributes,
    int maximum,
    List<Control> controls) {

  private static final Filter ANY = Filter.createPresenceFilter("objectClass");

  /** Reads one entry. */
  static Query entry(String dn, String... attributes) {
    return entry(dn, ANY, List.of(attributes));
  }

  /** Reads one entry if it matches. */
  static Query entry(String dn, Filter filter, List<String> attributes) {
    return new Query(dn, SearchScope.BASE, filter, attributes, 1, List.of());
  }

  /** Looks through everything below a DN. */
  static Query below(String base, Filter filter, List<String> attributes, int maximum) {
    return new Query(base, SearchScope.SUB, filter, attributes, maximum, List.of());
  }

  Query with(Control... more) {
    return new Query(base, scope, filter, attributes, maximum, List.of(more));
  }

  SearchRequest request(SearchResultListener entries) {
    SearchRequest request =
        new SearchRequest(
            entries,
            base,
            scope,
            DereferencePolicy.NEVER,
            0,
            0,
            false,
            filter,
            attributes.toArray(String[]::new));
    request.setControls(controls);
    return request;
  }
}
