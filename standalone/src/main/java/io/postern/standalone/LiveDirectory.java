package io.postern.standalone;

import io.postern.account.AccountDirectory;
import io.postern.cache.AccountReport;
import io.postern.cache.CachingDirectory;
import io.postern.ldap.Forest;
import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.DirectoryListener;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.standalone.config.Config;
import io.postern.standalone.metrics.Metrics;
import io.postern.watch.AccountWatch;
import io.postern.watch.WatchSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The directory that is asked at present, with its memory and its watch. A reload may put another
 * one in its place; who waits for an answer gets it of the old one. Thread-safe.
 */
final class LiveDirectory implements Directory, AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Metrics metrics;
  private final List<DirectoryListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Parts parts;

  LiveDirectory(Config config, Metrics metrics) {
    this.metrics = metrics;
    this.parts = open(config);
  }

  /** Adds one that hears what changes in the directory. */
  void addListener(DirectoryListener listener) {
    listeners.add(listener);
    parts.memory.addListener(listener);
  }

  /** Asks another directory from now on, or the same with other settings: nobody is remembered. */
  void replace(Config config) {
    Parts old = parts;
    old.hearing.end();
    metrics.directory().forgetServers();
    parts = open(config);
    Duration answered = old.deadline.plus(GRACE);
    Executor later = CompletableFuture.delayedExecutor(answered.toMillis(), TimeUnit.MILLISECONDS);
    later.execute(old::close);
  }

  /** What is known of the account with this name; null: nothing. */
  @Nullable AccountReport who(String user) {
    return parts.memory.who(user);
  }

  /** Forgets the account with this name; false if there was none. */
  boolean forget(String user) {
    return parts.memory.forget(user);
  }

  /** Accounts that are remembered. */
  long size() {
    return parts.memory.size();
  }

  @Override
  public @Nullable Verdict known(UserPass userPass) {
    return parts.memory.known(userPass);
  }

  @Override
  public @Nullable Verdict known(UserPass userPass, Client client) {
    return parts.memory.known(userPass, client);
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    return parts.memory.verify(userPass, client);
  }

  @Override
  public void close() {
    parts.close();
  }

  private Parts open(Config config) {
    Hearing hearing = new Hearing(metrics.directory());
    AccountDirectory directory = Forest.open(config.directory(), hearing);
    CachingDirectory memory =
        new CachingDirectory(directory, config.memory(), metrics.memory(), listeners);
    WatchSettings settings = config.watch();
    AccountWatch watch =
        settings == null ? null : AccountWatch.start(directory, settings, memory, metrics.watch());
    metrics.watch().of(watch);
    return new Parts(hearing, directory, memory, watch, config.memory().deadline());
  }

  private record Parts(
      Hearing hearing,
      AccountDirectory directory,
      CachingDirectory memory,
      @Nullable AccountWatch watch,
      Duration deadline) {

    void close() {
      if (watch != null) {
        watch.close();
      }
      memory.close();
      directory.close();
    }
  }
}
