package io.postern.ldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.List;

/**
 * What a search brought.
 *
 * @param entries none if the base does not exist
 * @param more whether there were more than were wanted
 */
record Answer(List<SearchResultEntry> entries, boolean more, List<Control> controls) {}
