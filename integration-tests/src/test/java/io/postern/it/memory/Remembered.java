package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountDirectory;
import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.cache.MemorySettings;
import io.postern.it.peer.Eventually;
import io.postern.spi.Client;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.watch.AccountWatch;
import io.postern.watch.WatchListener;
import io.postern.watch.WatchSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One Postern's memory and watch in front of a directory, as a proxy uses them. */
final class Remembered implements DirectoryListener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final List<String> revoked = new CopyOnWriteArrayList<>();
  final List<Identity> changed = new CopyOnWriteArrayList<>();
  private final AccountDirectory directory;
  private final CachingDirectory memory;
  private final AccountWatch watch;

  Remembered(AccountDirectory directory, MemorySettings settings, Duration interval) {
    this.directory = directory;
    memory = new CachingDirectory(directory, settings, MemoryListener.NONE, List.of(this));
    watch =
        AccountWatch.start(
            directory,
            new WatchSettings(interval, Duration.ofSeconds(4)),
            memory,
            WatchListener.NONE);
  }

  /** Decides as the gate does: now, and if that has no answer, later. */
  CompletableFuture<Outcome> ask(String userId, String password, Client client) {
    try (UserPass userPass = userPass(userId, password)) {
      Verdict known = memory.known(userPass, client);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
    }
    return memory.verify(userPass(userId, password), client).toCompletableFuture();
  }

  Outcome answer(String userId, String password) {
    try {
      return ask(userId, password, Client.UNKNOWN).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception neverAnswered) {
      throw new AssertionError(neverAnswered);
    }
  }

  boolean admits(String userId, String password) {
    return answer(userId, password) instanceof Verdict.Authenticated;
  }

  CachingDirectory memory() {
    return memory;
  }

  /** Waits until something is so; it is asked again and again. */
  static void until(String what, BooleanSupplier condition) {
    assertThat(Eventually.see(what, PATIENCE, () -> condition.getAsBoolean() ? true : null))
        .isTrue();
  }

  @Override
  public void revoked(String account, String why) {
    revoked.add(account);
  }

  @Override
  public void changed(Identity identity) {
    changed.add(identity);
  }

  @Override
  public void close() {
    watch.close();
    memory.close();
    directory.close();
  }

  private static UserPass userPass(String userId, String password) {
    UserPass userPass = UserPass.of(userId.getBytes(UTF_8), password.getBytes(UTF_8));
    assertThat(userPass).isNotNull();
    return userPass;
  }
}
