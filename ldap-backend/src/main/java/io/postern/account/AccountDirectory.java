package io.postern.account;

import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory in two steps, so that a memory can stand between them: whose name is it, and is the
 * password right. Every method blocks, for no longer than its deadline: call it on a worker, never
 * on an event loop. Thread-safe. Expected failures are values.
 */
public interface AccountDirectory extends AutoCloseable {

  /** Finds whose name this is, by searches alone: it costs no attempt. */
  Lookup find(String userId, Deadline deadline);

  /**
   * Reads an account again, where its failure counters are most to be trusted: they are not
   * replicated, so AD's PDC emulator is asked, where it can be reached.
   */
  Lookup recheck(AccountState account, Deadline deadline);

  /** Reads an account again, with its groups if the directory lets them be read without a bind. */
  default Lookup identify(AccountState account, Deadline deadline) {
    return recheck(account, deadline);
  }

  /**
   * Proves a password by at most one bind, and reads the identity with its groups. A bind that the
   * directory may have counted is never repeated. Leaves {@code userPass} to the caller.
   *
   * @param sendBy when it is too late to send the bind: it stays unsent, and the outcome is an
   *     {@link Outcome.Unavailable} whose evidence names no source
   * @return an {@link Outcome.Unavailable} whose evidence has a time but no code: a bind was sent
   *     and not answered, so nobody knows whether the directory counted it
   */
  Outcome prove(Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline);

  /** The same, where the bind may be sent until the deadline. */
  default Outcome prove(Lookup.Provable whom, UserPass userPass, Deadline deadline) {
    return prove(whom, userPass, deadline, deadline);
  }

  /**
   * What changed since {@code mark} was taken, and how the wanted accounts are now, where that is
   * known for certain at the cost of no more than one search for all of them; with a null mark,
   * nothing but the mark of now.
   *
   * @param wanted as they were when last seen
   * @return a {@link Changes.Lost} where the answer would have a gap, as on another server
   */
  Changes changesSince(@Nullable String mark, Collection<AccountState> wanted, Deadline deadline);

  /** The same, where nobody in particular is wanted. */
  default Changes changesSince(@Nullable String mark, Deadline deadline) {
    return changesSince(mark, List.of(), deadline);
  }

  /** Whether it can search, that is, has a service account or may search anonymously. */
  boolean canSearch();

  @Override
  void close();
}
