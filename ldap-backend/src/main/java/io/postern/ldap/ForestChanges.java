package io.postern.ldap;

import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.spi.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changed in several domains since one mark, which has a line for each: empty for a domain
 * that has not answered yet. A domain that does not answer keeps its line, and none of its changes
 * is passed over. Made for one question; confined to a thread.
 */
final class ForestChanges {
  private final List<AccountState> accounts = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final List<AccountState> looked = new ArrayList<>();
  private final List<String> next = new ArrayList<>();
  private boolean answered;
  private boolean lost;
  private Outcome.@Nullable Unavailable failure;

  private ForestChanges() {}

  /**
   * Asks these domains, all of which can search.
   *
   * @param wanted the accounts of each that are wanted
   */
  static Changes since(
      @Nullable String mark,
      List<ForestDomain> domains,
      Map<LdapDirectory, List<AccountState>> wanted,
      Deadline deadline) {
    ForestChanges changes = new ForestChanges();
    List<String> marks = marks(mark, domains.size());
    for (int i = 0; i < domains.size(); i++) {
      String own = marks.get(i);
      Deadline share = Forest.share(deadline, domains.size() - i);
      ForestDomain domain = domains.get(i);
      List<AccountState> theirs = wanted.getOrDefault(domain.directory(), List.of());
      Changes told = domain.changesSince(own.isEmpty() ? null : own, theirs, share);
      changes.add(told, own, mark == null);
    }
    return changes.all();
  }

  private void add(Changes told, String mark, boolean first) {
    if (told instanceof Changes.Failed failed) {
      failure = failure == null ? failed.outcome() : failure;
      next.add(mark);
      return;
    }
    answered = true;
    if (told instanceof Changes.Lost gap) {
      lost = true;
      next.add(gap.mark());
    } else if (told instanceof Changes.Since since) {
      // With its first mark a domain tells no change: what was before may have been missed.
      lost |= mark.isEmpty() && !first;
      next.add(since.mark());
      accounts.addAll(since.accounts());
      gone.addAll(since.gone());
      groups.addAll(since.groups());
      looked.addAll(since.looked());
    }
  }

  private Changes all() {
    if (!answered && failure != null) {
      return new Changes.Failed(failure);
    }
    String mark = String.join("\n", next);
    return lost ? new Changes.Lost(mark) : new Changes.Since(mark, accounts, gone, groups, looked);
  }

  private static List<String> marks(@Nullable String mark, int domains) {
    List<String> marks = mark == null ? List.of() : List.of(mark.split("\n", -1));
    return marks.size() == domains ? marks : Collections.nCopies(domains, "");
  }
}
