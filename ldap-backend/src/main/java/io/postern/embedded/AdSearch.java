package io.postern.embedded;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.SearchEntryParer;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers searches of users who signed in, within AD's limits. Thread-safe. */
final class AdSearch {
  private final AdStore store;
  private final AdFilters filters;
  private final ComputedAttributes computed;
  private final RootDse rootDse;
  private final AdSettings settings;

  AdSearch(AdStore store, AdFilters filters, ComputedAttributes computed, AdSettings settings) {
    this.store = store;
    this.filters = filters;
    this.computed = computed;
    this.rootDse = new RootDse(store, settings);
    this.settings = settings;
  }

  /**
   * What a search found.
   *
   * @param entries with the requested attributes only
   * @param references to the partitions that the search did not enter
   * @param controls for the result message
   */
  record Found(
      ResultCode code, List<Entry> entries, List<String> references, List<Control> controls) {}

  Found search(SearchRequestProtocolOp request, SearchControls controls) throws LDAPException {
    DN base = base(request.getBaseDN());
    List<ReadOnlyEntry> all = matches(base, request, controls);
    SimplePagedResultsControl page = controls.page();
    int from = page == null ? 0 : cookie(page);
    int most = smallest(request.getSizeLimit(), settings.maximumPageSize(), page);
    int to = Math.min(all.size(), from + most);
    List<Entry> entries = new ArrayList<>();
    for (ReadOnlyEntry entry : all.subList(Math.min(from, to), to)) {
      entries.add(shown(entry, request));
    }
    boolean cut = page == null && to < all.size();
    return new Found(
        cut ? ResultCode.SIZE_LIMIT_EXCEEDED : ResultCode.SUCCESS,
        entries,
        from == 0 && !controls.domainScope() ? references(base, request.getScope()) : List.of(),
        page == null ? List.of() : List.of(nextPage(to, all.size())));
  }

  /** The one search that anybody may make. */
  Found rootDse(SearchRequestProtocolOp request) throws LDAPException {
    Entry entry = rootDse.entry();
    boolean matches = request.getFilter().matchesEntry(entry);
    Entry pared = new SearchEntryParer(request.getAttributes(), store.schema()).pareEntry(entry);
    return new Found(
        ResultCode.SUCCESS, matches ? List.of(pared) : List.of(), List.of(), List.of());
  }

  private DN base(String text) throws LDAPException {
    DN base = DN.isValidDN(text) ? new DN(text) : null;
    if (base == null) {
      throw new LDAPException(
          ResultCode.INVALID_DN_SYNTAX,
          "0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME)");
    }
    if (store.get(base) == null) {
      throw new LDAPException(
          ResultCode.NO_SUCH_OBJECT,
          "0000208D: NameErr: DSID-0310028C, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'"
              + settings.baseDn()
              + "'\n");
    }
    return base;
  }

  private List<ReadOnlyEntry> matches(
      DN base, SearchRequestProtocolOp request, SearchControls controls) throws LDAPException {
    Filter filter = filters.plain(request.getFilter());
    DN configuration = new DN(AdTree.configurationDn(settings.baseDn()));
    boolean inConfiguration = base.isDescendantOf(configuration, true);
    List<ReadOnlyEntry> matches = new ArrayList<>();
    for (ReadOnlyEntry entry : store.search(base.toString(), request.getScope(), filter)) {
      boolean elsewhere =
          !inConfiguration && entry.getParsedDN().isDescendantOf(configuration, true);
      if (!elsewhere && (controls.deleted() || !Tombstone.is(entry))) {
        matches.add(entry);
      }
    }
    return matches;
  }

  private Entry shown(ReadOnlyEntry entry, SearchRequestProtocolOp request) throws LDAPException {
    Entry copy = entry.duplicate();
    computed.addTo(copy, request.getAttributes(), request.getScope());
    List<ValueRange> ranges = ValueRange.in(request.getAttributes());
    List<String> names = new ArrayList<>(request.getAttributes());
    ranges.forEach(range -> names.add(range.attribute()));
    Entry pared = new SearchEntryParer(names, store.schema()).pareEntry(copy);
    ValueRange.apply(pared, ranges, settings.maximumValues());
    return pared;
  }

  private static int smallest(
      int sizeLimit, int maximumPageSize, @Nullable SimplePagedResultsControl page) {
    int most = Integer.MAX_VALUE;
    for (int limit : new int[] {sizeLimit, maximumPageSize, page == null ? 0 : page.getSize()}) {
      most = limit > 0 ? Math.min(most, limit) : most;
    }
    return most;
  }

  /** Our cookie is the number of entries that were sent. */
  private static int cookie(SimplePagedResultsControl page) {
    ASN1OctetString cookie = page.getCookie();
    try {
      return cookie == null || cookie.getValueLength() == 0
          ? 0
          : Integer.parseInt(cookie.stringValue());
    } catch (NumberFormatException notOurs) {
      return Integer.MAX_VALUE;
    }
  }

  private static Control nextPage(int sent, int all) {
    return sent < all
        ? new SimplePagedResultsControl(0, new ASN1OctetString(Integer.toString(sent)))
        : new SimplePagedResultsControl(0, null);
  }

  /** A search from the domain's root is told of the partitions below it. */
  private List<String> references(DN base, SearchScope scope) throws LDAPException {
    if (!scope.equals(SearchScope.SUB) || !base.equals(new DN(settings.baseDn()))) {
      return List.of();
    }
    return List.of(
        zone("ForestDnsZones"),
        zone("DomainDnsZones"),
        "ldap://" + settings.dnsDomain() + '/' + AdTree.configurationDn(settings.baseDn()));
  }

  private String zone(String name) {
    String host = name + '.' + settings.dnsDomain();
    return "ldap://" + host + "/DC=" + name + ',' + settings.baseDn();
  }
}
