package io.postern.netty;

import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A directory whose users are in a map, and that answers now, later, or when told to. */
final class ScriptedDirectory implements Directory {
  private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  final Map<String, CompletableFuture<Outcome>> held = new ConcurrentHashMap<>();

  ScriptedDirectory() {
    knows("alice", "secret");
    knows("bob", "secret");
  }

  /** A user whose password is known on the spot. */
  ScriptedDirectory knows(String user, String password) {
    known.add(user);
    return has(user, password);
  }

  /** A user whom the directory must be asked about. */
  ScriptedDirectory has(String user, String password) {
    return answers(user, password, authenticated(user));
  }

  ScriptedDirectory answers(String user, String password, Outcome outcome) {
    outcomes.put(user + ':' + password, outcome);
    return this;
  }

  /** A user whose question stays open until the future in {@link #held} is completed. */
  ScriptedDirectory holds(String user) {
    held.put(user, new CompletableFuture<>());
    return this;
  }

  static Outcome authenticated(String user) {
    return new Verdict.Authenticated(Identity.named(user), Evidence.NONE);
  }

  @Override
  public Verdict known(UserPass userPass) {
    boolean now = known.contains(userPass.userId());
    return now && outcome(userPass) instanceof Verdict verdict ? verdict : null;
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    CompletableFuture<Outcome> open = held.get(userPass.userId());
    Outcome outcome = outcome(userPass);
    userPass.close();
    return open != null ? open : CompletableFuture.supplyAsync(() -> outcome);
  }

  private Outcome outcome(UserPass userPass) {
    String password = new String(userPass.password(), StandardCharsets.UTF_8);
    return outcomes.getOrDefault(
        userPass.userId() + ':' + password,
        new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE));
  }
}
