package io.postern.cache;

import io.postern.spi.Client;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one account, for an administrator who asks who locks it. Immutable; nothing in
 * it comes from a password.
 *
 * @param account the directory's key, or the name where nobody knows whose it is
 * @param identity null: no password was ever verified here
 * @param verified whether a password is trusted at present
 * @param refusal why the account may not sign in; null: it may, for all that is known
 * @param failedBinds that stand against the account, as far as this process knows
 * @param limit how many may stand against it before unknown passwords are no longer tried
 * @param sources who sent wrong passwords, the latest first
 */
public record AccountReport(
    String account,
    @Nullable Identity identity,
    boolean verified,
    Verdict.@Nullable Reason refusal,
    int failedBinds,
    int limit,
    List<Source> sources) {

  public AccountReport {
    sources = List.copyOf(sources);
  }

  /** Whether unknown passwords are answered without being tried. */
  public boolean isShielded() {
    return failedBinds >= limit;
  }

  /**
   * One source of wrong passwords.
   *
   * @param failed passwords that the directory rejected: each cost the account an attempt
   * @param repeated known wrong passwords that were answered here
   * @param superseded former passwords that were answered here: a device that was not told
   * @param untried passwords that were not tried, to spare the account
   * @param last when it sent the latest
   */
  public record Source(
      Client client, long failed, long repeated, long superseded, long untried, Instant last) {}
}
