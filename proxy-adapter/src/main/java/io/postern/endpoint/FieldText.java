package io.postern.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Text of the directory's as a field value: what is not printable ASCII is percent-encoded UTF-8,
 * and so are the percent sign and, in a list, the comma. Most names are not changed by it.
 */
final class FieldText {
  /** Proxies have limits for a head: many take 8 KiB for all of it. */
  private static final int MAXIMUM_LIST = 4 * 1024;

  private FieldText() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    append(text, false, encoded);
    return encoded.toString();
  }

  /** Joined by commas; names that would make it too long are left out. */
  static String list(List<String> names) {
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      int before = list.length();
      if (before > 0) {
        list.append(',');
      }
      append(name, true, list);
      if (list.length() > MAXIMUM_LIST) {
        list.setLength(before);
      }
    }
    return list.toString();
  }

  private static void append(String text, boolean inList, StringBuilder encoded) {
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (octet < ' ' || octet == 0x7f || octet == '%' || (inList && octet == ',')) {
        encoded.append('%').append(digit(octet >> 4)).append(digit(octet));
      } else {
        encoded.append((char) octet);
      }
    }
  }

  private static char digit(int value) {
    return "0123456789ABCDEF".charAt(value & 0xf);
  }
}
