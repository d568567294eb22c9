package io.postern.ldap;

import com.unboundid.ldap.sdk.Entry;
import io.postern.account.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself to anybody.
 *
 * @param hostName its DNS name (AD)
 * @param replica which copy of the directory it is (AD's dsServiceName)
 * @param configuration the DN of AD's configuration partition
 * @param namingContext the DN above all users: AD's default one, or the only one
 * @param updates the number of its last change (AD)
 * @param controls the OIDs of the controls that it knows
 */
record RootDse(
    @Nullable String hostName,
    @Nullable String replica,
    @Nullable String configuration,
    @Nullable String namingContext,
    @Nullable Long updates,
    List<String> controls) {

  /** Of a server that has not been asked, or does not say. */
  static final RootDse UNKNOWN = new RootDse(null, null, null, null, null, List.of());

  private static final Query QUERY =
      Query.entry(
          "",
          "dnsHostName",
          "dsServiceName",
          "configurationNamingContext",
          "defaultNamingContext",
          "namingContexts",
          "highestCommittedUSN",
          "supportedControl");

  /** Reads it; what a server does not show is not known. */
  static RootDse read(Searching searching, Deadline deadline) throws Unanswered {
    List<? extends Entry> entries = searching.search(QUERY, deadline).entries();
    return entries.isEmpty() ? UNKNOWN : of(entries.get(0));
  }

  private static RootDse of(Entry entry) {
    String[] controls = entry.getAttributeValues("supportedControl");
    return new RootDse(
        entry.getAttributeValue("dnsHostName"),
        entry.getAttributeValue("dsServiceName"),
        entry.getAttributeValue("configurationNamingContext"),
        namingContext(entry),
        entry.getAttributeValueAsLong("highestCommittedUSN"),
        controls == null ? List.of() : List.of(controls));
  }

  private static @Nullable String namingContext(Entry entry) {
    String standard = entry.getAttributeValue("defaultNamingContext");
    String[] all = entry.getAttributeValues("namingContexts");
    return standard == null && all != null && all.length == 1 ? all[0] : standard;
  }
}
