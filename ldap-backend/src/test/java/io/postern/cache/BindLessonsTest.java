package io.postern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountState;
import io.postern.account.Lookup;
import io.postern.spi.Client;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Authenticated;
import io.postern.spi.Verdict.Rejected;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindLessonsTest {
  private final VirtualTime time = new VirtualTime();
  private final FakeAccountDirectory directory =
      new FakeAccountDirectory(time).user("alice", "former");
  private final MemorySettings settings = MemorySettings.DEFAULT;
  private final Accounts accounts = new Accounts(settings, time);
  private final Sources sources = new Sources(time, MemoryListener.NONE);
  private final Retention retention = new Retention(settings, () -> 1.0);
  private final Announcer announcer = new Announcer(List.of());
  private final SearchLessons searches =
      new SearchLessons(accounts, sources, retention, time, announcer);
  private final BindLessons lessons =
      new BindLessons(accounts, sources, retention, time, announcer, account -> {});

  @Test
  void proved_yesFromBeforeAPasswordSeenMeanwhile_isAskedAboutAgain() {
    Question question = ask("new");
    directory.changePassword("alice", "new");
    Account account = question.subject().account();
    searches.observe(account, directory.stateOf("alice"), accounts.latestChange());

    assertThat(yes(question)).isNull();
    assertThat(account.knowledge().trusted(time.nanoTime())).isNull();
    assertThat(yes(ask("new"))).isInstanceOf(Authenticated.class);
    assertThat(account.knowledge().trusted(time.nanoTime())).isNotNull();
  }

  @Test
  void proved_lateYesToASupersededPassword_isRefused() {
    assertThat(yes(ask("former"))).isInstanceOf(Authenticated.class);
    Question late = ask("former");
    directory.changePassword("alice", "new");
    AccountState now = directory.stateOf("alice");
    accounts.changed(now.identity().account(), account -> searches.changed(account, now));

    assertThat(yes(late)).isInstanceOf(Rejected.class);
    assertThat(late.subject().account().knowledge().trusted(time.nanoTime())).isNull();
  }

  @Test
  void proved_yesToAPasswordThatWasSupersededJustBeforeTheBind_isRefused() {
    yes(ask("former"));
    directory.changePassword("alice", "new");
    yes(ask("new"));
    Question late = ask("former");

    assertThat(yes(late)).isInstanceOf(Rejected.class);
    Account account = late.subject().account();
    assertThat(account.knowledge().proven(late.subject().digest())).isNull();
    assertThat(account.knowledge().former(late.subject().digest(), time.nanoTime())).isNotNull();
  }

  @Test
  void proved_yesAfterAnExpiryWasReported_endsWithIt() {
    Question late = ask("former");
    directory.passwordExpires("alice", time.now().plusSeconds(60));
    AccountState now = directory.stateOf("alice");
    accounts.changed(now.identity().account(), account -> searches.changed(account, now));

    assertThat(yes(late)).isInstanceOf(Authenticated.class);
    time.advance(Duration.ofSeconds(60));
    assertThat(late.subject().account().knowledge().isExpired(time.nanoTime())).isTrue();
  }

  @Test
  void proved_yesWhileRefused_isKnownAsTheFormerPasswordAfterTheNextChange() {
    Question question = ask("former");
    Account account = question.subject().account();
    directory.refuse("alice", Verdict.Reason.ACCOUNT_DISABLED);
    searches.observe(account, directory.stateOf("alice"), accounts.latestChange());

    assertThat(yes(question)).isInstanceOf(Rejected.class);
    assertThat(account.knowledge().trusted(time.nanoTime())).isNull();
    directory.changePassword("alice", "new");
    searches.observe(account, directory.stateOf("alice"), accounts.latestChange());
    CredentialDigest former = question.subject().digest();
    assertThat(account.knowledge().wrong(former, time.nanoTime())).isNotNull();
  }

  /** Asks whose password it is; the bind is about to be sent. */
  private Question ask(String password) {
    UserPass userPass = Bench.userPass("alice", password);
    CredentialDigest typed =
        CredentialDigest.of(CredentialDigest.Owner.typed("alice"), userPass.password());
    Question question =
        new Question(userPass, typed, Client.UNKNOWN, time.deadline(settings.deadline()), false);
    searches.found(question, new Lookup.Found(directory.stateOf("alice")), accounts.latestChange());
    return question;
  }

  /** The bind succeeded; it is of the version that was seen before it, where that is still so. */
  private Outcome yes(Question question) {
    Question.Subject subject = question.subject();
    Authenticated yes = new Authenticated(directory.identityOf("alice"), Evidence.NONE);
    boolean isSame = subject.passwordVersion().equals(directory.stateOf("alice").passwordVersion());
    return lessons.proved(
        question, new Binds.Proof(subject, subject.passwordVersion(), isSame, subject.asOf(), yes));
  }
}
