package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
  private final VirtualTime time = new VirtualTime();

  @Test
  void retire_accountThatANameStillLeadsTo_keepsNothing() {
    Account account = new Account("guid-alice", 0, time.nanoTime());
    account.searched(new FakeAccountDirectory(time).user("alice", "right").stateOf("alice"), 0);
    account.ledger();

    account.retire();

    assertThat(account.state()).isNull();
    assertThat(account.ledgerIfAny()).isNull();
    assertThat(account.knowledge()).isEqualTo(Knowledge.NOTHING);
  }
}
