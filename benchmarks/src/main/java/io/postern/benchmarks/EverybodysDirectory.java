package io.postern.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.spi.Evidence;
import io.postern.spi.Groups;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory in which everybody has the same password. */
final class EverybodysDirectory implements AccountDirectory {
  private final byte[] password;

  EverybodysDirectory(String password) {
    this.password = password.getBytes(UTF_8);
  }

  @Override
  public Lookup find(String userId, Deadline deadline) {
    Identity identity =
        new Identity("guid-" + userId, userId, "CN=" + userId, null, Groups.NONE, null);
    return new Lookup.Found(
        new AccountState(identity, true, null, "1", null, 0, null, null, LockoutPolicy.UNKNOWN));
  }

  @Override
  public Lookup recheck(AccountState account, Deadline deadline) {
    return new Lookup.Found(account);
  }

  @Override
  public Outcome prove(
      Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline) {
    Identity identity = ((Lookup.Found) whom).state().identity();
    return Arrays.equals(userPass.password(), password)
        ? new Verdict.Authenticated(identity, Evidence.NONE)
        : new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, identity, Evidence.NONE);
  }

  @Override
  public Changes changesSince(
      @Nullable String mark, Collection<AccountState> wanted, Deadline deadline) {
    return new Changes.Since("", List.of(), List.of(), List.of());
  }

  @Override
  public boolean canSearch() {
    return true;
  }

  @Override
  public void close() {}
}
