package io.postern.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import io.postern.account.Deadline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a domain controller tells a computer that looks for one, without asking who it is: the "LDAP
 * ping" (MS-ADTS 6.3.3).
 *
 * @param netbiosDomain the domain's NetBIOS name
 * @param serverSite the site that the server is in
 * @param clientSite the site that we are in, by our address; empty: none
 */
record NetlogonAnswer(String netbiosDomain, String serverSite, String clientSite) {
  /** NETLOGON_NT_VERSION_5 and _5EX: answer in the form that is read here. */
  private static final byte[] VERSION = {6, 0, 0, 0};

  private static final int LOGON_SAM_LOGON_RESPONSE_EX = 23;
  private static final int LOGON_SAM_USER_UNKNOWN_EX = 25;

  /** Operation code, padding, flags and the domain's GUID. */
  private static final int BEFORE_NAMES = 24;

  /** Longer than eight names of 255 octets can be. */
  private static final int LONGEST = 4096;

  /** Asks; null if the server does not know the question. */
  static @Nullable NetlogonAnswer read(Searching searching, String domain, Deadline deadline)
      throws Unanswered {
    Filter filter =
        Filter.createANDFilter(
            Filter.createEqualityFilter("DnsDomain", domain),
            Filter.createEqualityFilter("NtVer", VERSION));
    Query query = Query.entry("", filter, List.of("netlogon"));
    List<? extends Entry> entries = searching.search(query, deadline).entries();
    byte[] octets = entries.isEmpty() ? null : entries.get(0).getAttributeValueBytes("netlogon");
    return octets == null ? null : parse(octets);
  }

  /** Reads NETLOGON_SAM_LOGON_RESPONSE_EX (MS-ADTS 6.3.1.9); null for anything else. */
  static @Nullable NetlogonAnswer parse(byte[] octets) {
    if (octets.length < BEFORE_NAMES || octets.length > LONGEST) {
      return null;
    }
    int operation = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getShort();
    if (operation != LOGON_SAM_LOGON_RESPONSE_EX && operation != LOGON_SAM_USER_UNKNOWN_EX) {
      return null;
    }
    Names names = new Names(octets, BEFORE_NAMES);
    String[] all = new String[8];
    for (int i = 0; i < all.length; i++) {
      String name = names.next();
      if (name == null) {
        return null;
      }
      all[i] = name;
    }
    return new NetlogonAnswer(all[3], all[6], all[7]);
  }

  /** Names in the packed form of DNS (RFC 1035 §4.1.4). */
  private static final class Names {
    private static final int POINTER = 0xc0;

    private final byte[] octets;
    private int position;

    Names(byte[] octets, int position) {
      this.octets = octets;
      this.position = position;
    }

    @Nullable String next() {
      StringBuilder name = new StringBuilder();
      int at = position;
      boolean jumped = false;
      // Each step reads an octet, and a name has no more labels than the message has octets.
      for (int steps = 0; steps < octets.length; steps++) {
        int length = octet(at);
        if (length < 0) {
          return null;
        }
        if (length >= POINTER) {
          int low = octet(at + 1);
          if (low < 0) {
            return null;
          }
          position = jumped ? position : at + 2;
          jumped = true;
          at = (length & ~POINTER) << 8 | low;
        } else if (length == 0) {
          position = jumped ? position : at + 1;
          return name.toString();
        } else if (at + 1 + length > octets.length) {
          return null;
        } else {
          name.append(name.length() == 0 ? "" : ".");
          name.append(new String(octets, at + 1, length, StandardCharsets.UTF_8));
          at += 1 + length;
        }
      }
      return null;
    }

    private int octet(int at) {
      return at < octets.length ? Byte.toUnsignedInt(octets[at]) : -1;
    }
  }
}
