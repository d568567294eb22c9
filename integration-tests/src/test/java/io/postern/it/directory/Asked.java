package io.postern.it.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.account.AccountDirectory;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.time.Duration;

/** A directory that is asked in one step, and answers in one word. */
final class Asked {
  private Asked() {}

  static Outcome outcome(AccountDirectory directory, String name, String password) {
    return outcome(directory, name, password, Deadline.after(Duration.ofSeconds(60)));
  }

  static Outcome outcome(
      AccountDirectory directory, String name, String password, Deadline deadline) {
    Lookup lookup = directory.find(name, deadline);
    if (lookup instanceof Lookup.Failed failed) {
      return failed.outcome();
    }
    if (lookup instanceof Lookup.Nobody nobody) {
      return new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, nobody.evidence());
    }
    try (UserPass userPass = UserPass.of(name.getBytes(UTF_8), password.getBytes(UTF_8))) {
      return directory.prove((Lookup.Provable) lookup, userPass, deadline);
    }
  }

  /** {@code authenticated}, or why not. */
  static String word(AccountDirectory directory, String name, String password) {
    Outcome outcome = outcome(directory, name, password);
    if (outcome instanceof Verdict.Authenticated) {
      return "authenticated";
    }
    return outcome instanceof Verdict.Rejected rejected
        ? rejected.reason().label()
        : "unavailable: " + ((Outcome.Unavailable) outcome).cause().label();
  }
}
