package io.postern.account;

import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as a search shows it. Immutable.
 *
 * @param identity with its groups where they were read; else with none
 * @param groupsRead whether {@code identity} has the groups
 * @param refusal why the account may not sign in whatever its password; null: it may
 * @param passwordVersion changes when, and only when, the password does (AD: pwdLastSet); a later
 *     one is longer or, at equal length, the greater text; null: the directory does not tell
 * @param passwordSet when the password was last set; null: not known
 * @param failedBinds how many the directory counts (AD: badPwdCount)
 * @param lastFailedBind null: none, or not known
 * @param allowedUntil when the account expires, or its logon hours end; null: never, or not known
 * @param lockout the policy that holds for this account
 */
public record AccountState(
    Identity identity,
    boolean groupsRead,
    Verdict.@Nullable Reason refusal,
    @Nullable String passwordVersion,
    @Nullable Instant passwordSet,
    int failedBinds,
    @Nullable Instant lastFailedBind,
    @Nullable Instant allowedUntil,
    LockoutPolicy lockout) {

  /** The same state, with the groups. */
  public AccountState with(Groups groups) {
    Identity named =
        new Identity(
            identity.account(),
            identity.name(),
            identity.distinguishedName(),
            identity.userPrincipalName(),
            groups,
            identity.passwordExpires());
    return new AccountState(
        named,
        true,
        refusal,
        passwordVersion,
        passwordSet,
        failedBinds,
        lastFailedBind,
        allowedUntil,
        lockout);
  }

  /** How many failed binds the directory holds against the account at {@code now}. */
  public int failuresAt(Instant now) {
    boolean counting =
        lastFailedBind == null || now.isBefore(lastFailedBind.plus(lockout.window()));
    return counting ? failedBinds : 0;
  }
}
