package io.postern.cache;

import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.spi.Client;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A memory in front of a fake directory, on virtual time and one thread: a test's work bench. */
final class Bench implements DirectoryListener {
  final VirtualTime time = new VirtualTime();
  final FakeAccountDirectory directory = new FakeAccountDirectory(time).user("alice", "right");
  final QueuedWorkers workers = new QueuedWorkers(100);
  final List<String> revoked = new ArrayList<>();
  final List<Identity> changed = new ArrayList<>();
  final List<MemoryListener.Lookup> lookups = new ArrayList<>();
  final List<MemoryListener.ShieldAction> shieldActions = new ArrayList<>();
  final CachingDirectory memory;

  int sprays;

  private String mark;

  Bench() {
    this(MemorySettings.DEFAULT);
  }

  /** Settings that differ from the default in the shield alone. */
  static MemorySettings shielded(ShieldSettings shield) {
    MemorySettings settings = MemorySettings.DEFAULT;
    return new MemorySettings(
        settings.maximumUsers(),
        settings.freshFor(),
        settings.staleFor(),
        settings.rejectedFor(),
        settings.supersede(),
        settings.oldPasswordPeriod(),
        shield,
        settings.workers(),
        settings.queue(),
        settings.deadline());
  }

  Bench(MemorySettings settings) {
    MemoryListener listener =
        new MemoryListener() {
          @Override
          public void lookedUp(Lookup result) {
            lookups.add(result);
          }

          @Override
          public void shielded(ShieldAction action) {
            shieldActions.add(action);
          }

          @Override
          public void sprayDetected() {
            sprays++;
          }
        };
    memory =
        new CachingDirectory(
            directory, settings, listener, List.of(this), time, workers, () -> 1.0);
  }

  static UserPass userPass(String userId, String password) {
    return UserPass.of(
        userId.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  /** Asks as an adapter does: now, and if that has no answer, later. */
  CompletableFuture<Outcome> ask(String userId, String password) {
    return ask(userId, password, Client.UNKNOWN);
  }

  CompletableFuture<Outcome> ask(String userId, String password, Client client) {
    try (UserPass userPass = userPass(userId, password)) {
      Verdict known = memory.known(userPass, client);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
    }
    return memory.verify(userPass(userId, password), client).toCompletableFuture();
  }

  /** Asks, and lets the workers work until there is an answer. */
  Outcome answer(String userId, String password) {
    return answer(userId, password, Client.UNKNOWN);
  }

  Outcome answer(String userId, String password, Client client) {
    CompletableFuture<Outcome> outcome = ask(userId, password, client);
    workers.runAll();
    return outcome.getNow(null);
  }

  /** A client with an address that ends so. */
  static Client client(int lastOctet) {
    try {
      return new Client(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) lastOctet}));
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** What is known without asking. */
  Verdict known(String userId, String password) {
    try (UserPass userPass = userPass(userId, password)) {
      return memory.known(userPass);
    }
  }

  void pass(Duration duration) {
    time.advance(duration);
  }

  /** What the account watch does first: what changes from here on is reported. */
  void beginWatch() {
    mark = ((Changes.Since) directory.changesSince(null, lookBy())).mark();
  }

  /** What the account watch does at one look. */
  void watch() {
    Changes changes = directory.changesSince(mark, memory.wanted(500), lookBy());
    if (changes instanceof Changes.Since since) {
      since.accounts().forEach(memory::changed);
      memory.looked(since.looked());
      since.gone().forEach(memory::gone);
      if (!since.groups().isEmpty()) {
        memory.groupsChanged(since.groups());
      }
      mark = since.mark();
    } else if (changes instanceof Changes.Lost lost) {
      memory.lost();
      mark = lost.mark();
    }
  }

  private Deadline lookBy() {
    return time.deadline(Duration.ofSeconds(4));
  }

  @Override
  public void revoked(String account, String why) {
    revoked.add(account);
  }

  @Override
  public void changed(Identity identity) {
    changed.add(identity);
  }
}
