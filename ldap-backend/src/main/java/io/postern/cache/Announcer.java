package io.postern.cache;

import io.postern.spi.DirectoryListener;
import io.postern.spi.Identity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners what an account may no longer do. Thread-safe; called under no lock. */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final List<DirectoryListener> listeners;

  Announcer(List<DirectoryListener> listeners) {
    this.listeners = new CopyOnWriteArrayList<>(listeners);
  }

  void add(DirectoryListener listener) {
    listeners.add(listener);
  }

  /**
   * Tells what follows from what was learned of an account.
   *
   * @param step null: nothing was learned
   */
  void announce(Account account, Account.@Nullable Step step) {
    if (step != null) {
      announce(account.name(), step);
    }
  }

  private void announce(String account, Account.Step step) {
    Knowledge before = step.before();
    Knowledge after = step.after();
    String key = before.proven().isEmpty() ? account : before.proven().get(0).identity().account();
    Refusal refusal = after.refusal();
    if (refusal != null) {
      if (before.refusal() == null) {
        revoked(key, refusal.reason().label());
      }
      return;
    }
    for (Proven entry : before.proven()) {
      Proven now = after.proven(entry.digest());
      if (now == null || (isDoubted(now, after) && !isDoubted(entry, before))) {
        revoked(key, "the password is no longer right");
        return;
      }
      if (!isSame(entry.identity(), now.identity())) {
        tell(listener -> listener.changed(now.identity()));
        return;
      }
    }
  }

  void revoked(String account, String why) {
    tell(listener -> listener.revoked(account, why));
  }

  /** Whether the password has changed since, and nobody knows if this is the new one. */
  private static boolean isDoubted(Proven entry, Knowledge known) {
    return PasswordVersion.isNewer(known.passwordVersion(), entry.passwordVersion());
  }

  private static boolean isSame(Identity before, Identity now) {
    return before.groups().equals(now.groups()) && before.name().equals(now.name());
  }

  private void tell(Consumer<DirectoryListener> event) {
    for (DirectoryListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException defect) {
        LOG.error("A listener of the account memory broke its contract", defect);
      }
    }
  }
}
