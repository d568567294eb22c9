package io.postern.cache;

import io.postern.spi.Identity;
import java.util.List;

/** Makes the report on an account. */
final class Reports {
  private Reports() {}

  static AccountReport of(Account account, FailureCounter counter, LockoutShield shield, long now) {
    Knowledge known = account.knowledge();
    Identity identity = known.proven().isEmpty() ? null : known.proven().get(0).identity();
    Refusal refusal = known.refusal();
    Ledger ledger = account.ledgerIfAny();
    return new AccountReport(
        account.name(),
        identity,
        refusal == null && known.trusted(now) != null,
        refusal == null ? null : refusal.reason(),
        counter.known(account),
        shield.limit(account),
        ledger == null ? List.of() : ledger.sources());
  }
}
