package io.postern.scripted;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.gate.DecisionListener;
import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Groups;
import io.postern.spi.Groups.Group;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose every answer is set by the test. Names are exact. By default it answers on the
 * thread that asks, and remembers nothing.
 */
public final class ScriptedDirectory implements Directory {
  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private volatile Outcome.@Nullable Cause away;
  private volatile boolean remembers;
  private volatile boolean holds;

  private record User(String password, @Nullable Reason refused, Identity identity) {}

  /** One with the users that the corpora and the answers table need. */
  public static ScriptedDirectory withSampleUsers() {
    return new ScriptedDirectory()
        .user("alice", "secret", "Internet Users")
        .user("bob", "secret")
        .user("müller", "pässwörd:1")
        .user("büro", "pässwörd")
        .refused("expired", "secret", Reason.PASSWORD_EXPIRED)
        .refused("mustchange", "secret", Reason.PASSWORD_MUST_CHANGE)
        .refused("disabled", "secret", Reason.ACCOUNT_DISABLED);
  }

  public ScriptedDirectory user(String name, String password, String... groups) {
    List<Group> all = List.of(groups).stream().map(group -> new Group(group, null, null)).toList();
    return user(password, new Identity(name, name, null, null, new Groups(all), null));
  }

  public ScriptedDirectory user(String password, Identity identity) {
    users.put(identity.name(), new User(password, null, identity));
    return this;
  }

  public ScriptedDirectory expiring(String name, String password, Instant when) {
    return user(password, new Identity(name, name, null, null, Groups.NONE, when));
  }

  public ScriptedDirectory refused(String name, String password, Reason reason) {
    users.put(name, new User(password, reason, Identity.named(name)));
    return this;
  }

  /** From now on nobody can be asked. */
  public void goAway(Outcome.Cause cause) {
    away = cause;
  }

  public void comeBack() {
    away = null;
  }

  /** From now on every verdict is known, without a question. */
  public void remember() {
    remembers = true;
  }

  /** From now on questions wait for {@link #release}. */
  public void hold() {
    holds = true;
  }

  /** Answers the {@code index}-th of the questions that wait. */
  public void release(int index) {
    Runnable answer;
    synchronized (held) {
      answer = List.copyOf(held).get(index);
      held.remove(answer);
    }
    answer.run();
  }

  /** Waits until so many questions wait. */
  public void awaitWaiting(int count) throws InterruptedException {
    synchronized (held) {
      while (held.size() < count) {
        held.wait();
      }
    }
  }

  /** How many questions reached the directory. */
  public int asked() {
    return asked.get();
  }

  /** A gate with Basic before this directory. */
  public AuthGate gate(Authorizer authorizer, DecisionListener listener) {
    return new AuthGate(List.of(new BasicScheme(this, "test")), authorizer, listener);
  }

  public AuthGate gate() {
    return gate(Authorizer.EVERYONE, (request, client, decision, nanos) -> {});
  }

  @Override
  public @Nullable Verdict known(UserPass userPass) {
    return remembers ? verdict(userPass) : null;
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    asked.incrementAndGet();
    Outcome.Cause cause = away;
    Outcome outcome =
        cause == null ? verdict(userPass) : new Outcome.Unavailable(cause, Evidence.NONE);
    userPass.close();
    if (!holds) {
      return CompletableFuture.completedFuture(outcome);
    }
    CompletableFuture<Outcome> later = new CompletableFuture<>();
    synchronized (held) {
      held.add(() -> later.complete(outcome));
      held.notifyAll();
    }
    return later;
  }

  private Verdict verdict(UserPass userPass) {
    User user = users.get(userPass.userId());
    String password = new String(userPass.password(), StandardCharsets.UTF_8);
    if (user == null || !user.password.equals(password)) {
      return new Verdict.Rejected(Reason.INVALID_CREDENTIALS, null, Evidence.NONE);
    }
    return user.refused == null
        ? new Verdict.Authenticated(user.identity, Evidence.NONE)
        : new Verdict.Rejected(user.refused, user.identity, Evidence.NONE);
  }
}
