package io.postern.ldap;

import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.ArrayList;
import java.util.List;

/** Keeps the first entries of an answer, and the memory within bounds whatever comes. */
final class EntryCollector implements SearchResultListener {
  private static final long serialVersionUID = 1;

  /** More entries than this beyond what was wanted is no answer to our question. */
  private static final int PATIENCE = 5_000;

  private final int maximum;
  private final transient List<SearchResultEntry> entries = new ArrayList<>();
  private boolean tooSmall;
  private int surplus;

  EntryCollector(int maximum) {
    this.maximum = maximum;
  }

  @Override
  public void searchEntryReturned(SearchResultEntry entry) {
    if (entries.size() < maximum) {
      entries.add(entry);
      return;
    }
    tooSmall = true;
    if (++surplus > PATIENCE) {
      throw new IllegalStateException("entries without end");
    }
  }

  /** Not followed: another server could be anybody's (RFC 4511 §4.5.3). */
  @Override
  public void searchReferenceReturned(SearchResultReference reference) {
    if (++surplus > PATIENCE) {
      throw new IllegalStateException("references without end");
    }
  }

  List<SearchResultEntry> entries() {
    return List.copyOf(entries);
  }

  boolean wasTooSmall() {
    return tooSmall;
  }
}
