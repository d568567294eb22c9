package io.postern.cache;

import io.postern.spi.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who sends wrong passwords of one account: the sources seen last, with counts. It holds nothing of
 * the passwords. Thread-safe; belongs to one account, and is touched by wrong passwords alone.
 */
final class Ledger {
  static final int MAXIMUM_SOURCES = 32;

  /** More different passwords than a user types who has forgotten the right one. */
  static final int GUESSES = 10;

  /** How long a source that guessed must send nothing wrong before it is believed again. */
  private static final Duration QUIET = Duration.ofMinutes(30);

  private final Map<Client, Entry> entries = new LinkedHashMap<>(8, 0.75f, true);

  /** A password was answered here as known to be wrong. */
  synchronized void repeated(Client client, Wrong.Kind kind, Instant at) {
    Entry entry = entry(client, at);
    if (kind == Wrong.Kind.SUPERSEDED) {
      entry.superseded++;
    } else {
      entry.repeated++;
    }
  }

  /** A password was not tried, to spare the account. */
  synchronized void untried(Client client, CredentialDigest digest, Instant at) {
    Entry entry = entry(client, at);
    entry.untried++;
    entry.guessed(digest);
  }

  /** The directory rejected a password. */
  synchronized void failed(Client client, CredentialDigest digest, Instant at) {
    Entry entry = entry(client, at);
    entry.failed++;
    entry.guessed(digest);
  }

  /**
   * Whether this source sends one unknown password after another, and has not been quiet since. A
   * device that repeats one password is not guessing, whatever it costs.
   */
  synchronized boolean isGuessing(Client client, Instant now) {
    Entry entry = client.address() == null ? null : entries.get(client);
    return entry != null && entry.guesses.size() >= GUESSES && !entry.isQuiet(now);
  }

  /** What is known of each source, the latest first. */
  synchronized List<AccountReport.Source> sources() {
    List<AccountReport.Source> sources = new ArrayList<>();
    entries.forEach(
        (client, entry) ->
            sources.add(
                new AccountReport.Source(
                    client,
                    entry.failed,
                    entry.repeated,
                    entry.superseded,
                    entry.untried,
                    entry.last)));
    Collections.reverse(sources);
    return sources;
  }

  private Entry entry(Client client, Instant at) {
    Entry entry = entries.computeIfAbsent(client, ignored -> new Entry(at));
    if (entry.isQuiet(at)) {
      entry.guesses.clear();
    }
    entry.last = at;
    if (entries.size() > MAXIMUM_SOURCES) {
      entries.remove(entries.keySet().iterator().next());
    }
    return entry;
  }

  private static final class Entry {
    private final Set<CredentialDigest> guesses = new HashSet<>(2);
    private long failed;
    private long repeated;
    private long superseded;
    private long untried;
    private Instant last;

    private Entry(Instant first) {
      last = first;
    }

    private boolean isQuiet(Instant now) {
      return now.isAfter(last.plus(QUIET));
    }

    private void guessed(CredentialDigest digest) {
      if (guesses.size() < GUESSES) {
        guesses.add(digest);
      }
    }
  }
}
