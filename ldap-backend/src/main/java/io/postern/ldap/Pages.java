package io.postern.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.postern.account.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A search whose answer may be longer than a server gives at once (RFC 2696). */
final class Pages {
  /** AD gives a thousand entries at the most, 389 DS two thousand. */
  private static final int SIZE = 500;

  private Pages() {}

  /** All entries, but no more than were wanted. */
  static Answer all(Searching searching, Query query, Deadline deadline) throws Unanswered {
    List<SearchResultEntry> entries = new ArrayList<>();
    ASN1OctetString cookie = null;
    do {
      Control page = new SimplePagedResultsControl(SIZE, cookie, false);
      Answer answer = searching.search(query.with(page), deadline);
      entries.addAll(answer.entries());
      cookie = next(answer);
      if (answer.more() || entries.size() > query.maximum()) {
        return new Answer(
            List.copyOf(entries.subList(0, Math.min(query.maximum(), entries.size()))),
            true,
            List.of());
      }
    } while (cookie != null);
    return new Answer(List.copyOf(entries), false, List.of());
  }

  private static @Nullable ASN1OctetString next(Answer answer) {
    for (Control control : answer.controls()) {
      if (control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID)) {
        ASN1OctetString cookie = cookie(control);
        return cookie == null || cookie.getValueLength() == 0 || answer.entries().isEmpty()
            ? null
            : cookie;
      }
    }
    return null;
  }

  private static @Nullable ASN1OctetString cookie(Control control) {
    try {
      return new SimplePagedResultsControl(
              control.getOID(), control.isCritical(), control.getValue())
          .getCookie();
    } catch (LDAPException unreadable) {
      return null;
    }
  }
}
