package io.postern.netty;

import io.postern.http.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the Connection fields of one message say (RFC 9110 §7.6.1): how the connection goes on, and
 * which other fields end here. One list for all of them, as senders may split it.
 */
final class HopByHopFields {
  private static final int MOST = 32;

  private boolean close;
  private boolean keepAlive;
  private boolean upgrade;
  private List<String> nominated = List.of();

  boolean close() {
    return close;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  boolean upgrade() {
    return upgrade;
  }

  /** Whether this message nominates the field: {@code name} must not be forwarded. */
  boolean nominates(CharSequence name) {
    for (int i = 0; i < nominated.size(); i++) {
      String candidate = nominated.get(i);
      if (candidate.length() == name.length() && candidate.contentEquals(lowerCase(name))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds one field's value.
   *
   * @return false if it is no list of tokens, or longer than anybody's
   */
  boolean add(String value) {
    int from = 0;
    while (from <= value.length()) {
      int comma = value.indexOf(',', from);
      int to = comma < 0 ? value.length() : comma;
      String option = value.substring(from, to).trim();
      if (!option.isEmpty() && !addOption(option)) {
        return false;
      }
      from = to + 1;
    }
    return true;
  }

  private boolean addOption(String option) {
    if (option.equalsIgnoreCase("keep-alive")) {
      keepAlive = true;
    } else if (option.equalsIgnoreCase("close")) {
      close = true;
    } else if (option.equalsIgnoreCase("upgrade")) {
      upgrade = true;
    } else if (!Grammar.isToken(option) || nominated.size() == MOST) {
      return false;
    } else if (mayBeNominated(FieldName.of(option))) {
      if (nominated.isEmpty()) {
        nominated = new ArrayList<>();
      }
      nominated.add(option.toLowerCase(Locale.ROOT));
    }
    return true;
  }

  /** A client must not make us drop what frames or routes its request. */
  private static boolean mayBeNominated(FieldName name) {
    return switch (name) {
      case HOST, CONTENT_LENGTH, TRANSFER_ENCODING, VIA -> false;
      default -> true;
    };
  }

  private static String lowerCase(CharSequence name) {
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
