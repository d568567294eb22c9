package io.postern.it.soak;

import java.io.IOException;
import java.util.Set;

/** What visitors do, how often in a thousand, and how that may end. */
enum Visit {
  GET(640, Visitors::get, Set.of("200")),
  POST(150, Visitors::post, Set.of("200")),
  TUNNEL(100, Visitors::tunnel, Set.of("200")),
  NO_PASSWORD(50, Visitors::getWithoutPassword, Set.of("407")),
  WRONG_PASSWORD(2, Visitors::getWithWrongPassword, Set.of("407"), Set.of("503")),
  NEWCOMER(3, Visitors::getAsNewcomer, Set.of("200"), Set.of("503")),
  GONE_ORIGIN(15, Visitors::getFromGoneOrigin, Set.of("502")),
  BREAKING_ORIGIN(10, Visitors::getFromBreakingOrigin, Set.of("broken", "502")),
  GONE_CLIENT(10, Visitors::goAway, Set.of("gone")),
  GONE_POSTING_CLIENT(10, Visitors::goAwayPosting, Set.of("gone")),
  GONE_TUNNEL(5, Visitors::goAwayFromTunnel, Set.of("200")),
  TUNNEL_TO_NOBODY(5, Visitors::tunnelToNobody, Set.of("502"));

  private final int share;
  private final Deed deed;
  private final Set<String> usual;
  private final Set<String> inOutages;

  Visit(int share, Deed deed, Set<String> usual) {
    this(share, deed, usual, Set.of());
  }

  Visit(int share, Deed deed, Set<String> usual, Set<String> inOutages) {
    this.share = share;
    this.deed = deed;
    this.usual = usual;
    this.inOutages = inOutages;
  }

  /** The visit whose turn it is when {@code lot} of a thousand was drawn. */
  static Visit of(int lot) {
    int left = lot;
    for (Visit visit : values()) {
      left -= visit.share;
      if (left < 0) {
        return visit;
      }
    }
    throw new IllegalArgumentException("not of a thousand: " + lot);
  }

  /** A status, or another word for the end; of failures what they say. */
  String pay(Visitors visitors) {
    try {
      return deed.by(visitors);
    } catch (IOException | RuntimeException failed) {
      return failed.toString();
    }
  }

  boolean mayEnd(String end, boolean outage) {
    return usual.contains(end) || (outage && inOutages.contains(end));
  }

  private interface Deed {
    String by(Visitors visitors) throws IOException;
  }
}
