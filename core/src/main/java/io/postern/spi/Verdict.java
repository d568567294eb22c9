package io.postern.spi;

import org.jspecify.annotations.Nullable;

/** The directory's own word about a user-pass: all that a memory may hold. */
public sealed interface Verdict extends Outcome permits Verdict.Authenticated, Verdict.Rejected {

  /** The password is right and the account may sign in. */
  record Authenticated(Identity identity, Evidence evidence) implements Verdict {}

  /**
   * The account may not sign in with this password.
   *
   * @param passwordProven whether this very password is known to be right, now or at its last check
   * @param identity whose account it is, where the directory said so
   */
  record Rejected(
      Reason reason, boolean passwordProven, @Nullable Identity identity, Evidence evidence)
      implements Verdict {

    public Rejected {
      if (passwordProven && reason == Reason.INVALID_CREDENTIALS) {
        throw new IllegalArgumentException("a wrong password cannot be proven");
      }
    }

    /** A rejection that says about the password just what its reason implies. */
    public Rejected(Reason reason, @Nullable Identity identity, Evidence evidence) {
      this(reason, reason.impliesRightPassword, identity, evidence);
    }
  }

  /** Why an account may not sign in. */
  enum Reason {
    /** Wrong password or no such user: never told apart outside (AD 52e, 525). */
    INVALID_CREDENTIALS(false),
    /** AD 532. */
    PASSWORD_EXPIRED(true),
    /** AD 773. */
    PASSWORD_MUST_CHANGE(true),
    /** AD 533. */
    ACCOUNT_DISABLED(true),
    /** AD 701. */
    ACCOUNT_EXPIRED(true),
    /** AD 530. */
    LOGON_HOURS(true),
    /** AD 531. */
    WORKSTATION(true),
    /** AD 775: answered to right and wrong passwords alike. */
    ACCOUNT_LOCKED(false),
    /** A policy on the account forbids this kind of sign-in (AD 52f). */
    ACCOUNT_RESTRICTED(false),
    /** In more groups than the directory can put in a token (AD 568). */
    TOO_MANY_GROUPS(true);

    private final String label = Labels.of(this);
    private final boolean impliesRightPassword;

    Reason(boolean impliesRightPassword) {
      this.impliesRightPassword = impliesRightPassword;
    }

    /** Whether the directory gives this reason only after it found the password right. */
    public boolean impliesRightPassword() {
      return impliesRightPassword;
    }

    /** In lower case with hyphens: a metric label. */
    public String label() {
      return label;
    }
  }
}
