package io.postern.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountChangeListener;
import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.LockoutPolicy;
import io.postern.account.Lookup;
import io.postern.account.TimeSource;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountWatchTest {
  private final Clock clock = new Clock();
  private final Directory directory = new Directory();
  private final List<String> heard = new ArrayList<>();
  private final List<String> metrics = new ArrayList<>();
  private final AccountWatch watch =
      new AccountWatch(
          directory, WatchSettings.DEFAULT, accounts(), listener(), clock, Runnable::run);

  @Test
  void begin_nobodyCanSearch_neverAsks() {
    directory.searches = false;
    watch.begin();
    clock.tick();

    assertThat(directory.marks).isEmpty();
    assertThat(watch.lag()).isZero();
  }

  @Test
  void begin_firstLook_asksForAMarkAndDoubtsWhatWasLearnedBefore() {
    watch.begin();

    assertThat(directory.marks).containsExactly("null");
    assertThat(heard).containsExactly("lost");
  }

  @Test
  void look_everyInterval_isOneQuestionWithTheMarkOfTheLastAnswer() {
    watch.begin();
    clock.tick();
    clock.tick();

    assertThat(directory.marks).containsExactly("null", "1", "2");
  }

  @Test
  void look_changes_areToldInOrder() {
    watch.begin();
    heard.clear();
    directory.next.add(
        new Changes.Since("9", List.of(state("bob")), List.of("carol"), List.of("CN=Staff")));
    clock.tick();

    assertThat(heard).containsExactly("changed bob", "gone carol", "groups [CN=Staff]");
    assertThat(metrics).contains("account 1", "gone 1", "group 1");
  }

  @Test
  void look_gap_isLostAndGoesOnFromTheNewMark() {
    watch.begin();
    heard.clear();
    directory.next.add(new Changes.Lost("77"));
    clock.tick();
    clock.tick();

    assertThat(heard).containsExactly("lost");
    assertThat(directory.marks).endsWith("77");
    assertThat(metrics).contains("lost 1");
  }

  @Test
  void look_notAnswered_isRepeatedSoonWithTheSameMarkAndTheLagGrows() {
    watch.begin();
    Changes failed =
        new Changes.Failed(new Outcome.Unavailable(Outcome.Cause.UNREACHABLE, Evidence.NONE));
    directory.next.add(failed);
    directory.next.add(failed);
    clock.tick();
    clock.tick();
    assertThat(watch.lag()).isEqualTo(Duration.ofSeconds(6));
    clock.tick();

    assertThat(directory.marks).containsExactly("null", "1", "1", "1");
    assertThat(metrics).contains("failed unreachable", "lag PT7S");
    assertThat(watch.lag()).isZero();
  }

  @Test
  void look_defect_doesNotEndTheWatch() {
    watch.begin();
    directory.next.add(null);
    clock.tick();
    clock.tick();

    assertThat(directory.marks).containsExactly("null", "1", "1");
  }

  @Test
  void close_noMoreLooks() {
    watch.begin();
    watch.close();
    clock.tick();

    assertThat(directory.marks).containsExactly("null");
  }

  @Test
  void close_duringALook_whoseAnswerNoLongerMatters_tellsNothing() {
    watch.begin();
    metrics.clear();
    directory.next.add(
        new Changes.Failed(new Outcome.Unavailable(Outcome.Cause.UNREACHABLE, Evidence.NONE)));
    directory.meanwhile = watch::close;
    clock.tick();

    assertThat(directory.marks).hasSize(2);
    assertThat(metrics).isEmpty();
  }

  private AccountChangeListener accounts() {
    return new AccountChangeListener() {
      @Override
      public void changed(AccountState account) {
        heard.add("changed " + account.identity().account());
      }

      @Override
      public void gone(String account) {
        heard.add("gone " + account);
      }

      @Override
      public void groupsChanged(Collection<String> groups) {
        heard.add("groups " + groups);
      }

      @Override
      public void lost() {
        heard.add("lost");
      }
    };
  }

  private WatchListener listener() {
    return new WatchListener() {
      @Override
      public void looked(Duration lag) {
        metrics.add("lag " + lag);
      }

      @Override
      public void failed(Outcome.Cause cause) {
        metrics.add("failed " + cause.label());
      }

      @Override
      public void changed(Kind kind, int count) {
        metrics.add(kind.label() + " " + count);
      }
    };
  }

  private static AccountState state(String name) {
    return new AccountState(
        Identity.named(name), false, null, null, null, 0, null, null, LockoutPolicy.UNKNOWN);
  }

  /** Answers questions about changes from a script, else with nothing new. */
  private static final class Directory implements AccountDirectory {
    private final List<String> marks = new ArrayList<>();
    private final List<Changes> next = new ArrayList<>();
    private boolean searches = true;
    private Runnable meanwhile = () -> {};

    @Override
    public Changes changesSince(String mark, Collection<AccountState> wanted, Deadline deadline) {
      marks.add(String.valueOf(mark));
      meanwhile.run();
      if (!next.isEmpty()) {
        return next.remove(0);
      }
      int last = mark == null ? 0 : Integer.parseInt(mark);
      return new Changes.Since(Integer.toString(last + 1), List.of(), List.of(), List.of());
    }

    @Override
    public boolean canSearch() {
      return searches;
    }

    @Override
    public Lookup find(String userId, Deadline deadline) {
      throw new AssertionError("the watch looks for nobody");
    }

    @Override
    public Lookup recheck(AccountState account, Deadline deadline) {
      throw new AssertionError("the watch looks at nobody");
    }

    @Override
    public Outcome prove(
        Lookup.Provable whom, UserPass userPass, Deadline sendBy, Deadline deadline) {
      throw new AssertionError("the watch binds nobody");
    }

    @Override
    public void close() {}
  }

  /** A clock that goes from alarm to alarm. */
  private static final class Clock implements TimeSource {
    private long nanos;
    private Duration delay = Duration.ZERO;
    private Runnable alarm = () -> {};

    void tick() {
      nanos += delay.toNanos();
      Runnable due = alarm;
      alarm = () -> {};
      due.run();
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public Instant now() {
      return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
      this.delay = delay;
      alarm = task;
      return () -> alarm = () -> {};
    }
  }
}
