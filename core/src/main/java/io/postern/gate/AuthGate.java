package io.postern.gate;

import io.postern.gate.Authorizer.Permission;
import io.postern.http.Challenge;
import io.postern.http.Credentials;
import io.postern.spi.Attempt;
import io.postern.spi.AuthScheme;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one decision function. Every adapter asks it about every request: first {@link #decideNow},
 * on its own thread, and if that has no answer, {@link #decideLater}. Thread-safe.
 */
public final class AuthGate {
  private final List<AuthScheme> schemes;
  private final List<Challenge> challenges;
  private final Authorizer authorizer;
  private final DecisionListener listener;
  private final LongSupplier nanoTime;

  /**
   * Makes a gate.
   *
   * @param schemes offered in this order
   */
  public AuthGate(List<AuthScheme> schemes, Authorizer authorizer, DecisionListener listener) {
    this(schemes, authorizer, listener, System::nanoTime);
  }

  AuthGate(
      List<AuthScheme> schemes,
      Authorizer authorizer,
      DecisionListener listener,
      LongSupplier nanoTime) {
    this.schemes = List.copyOf(schemes);
    this.challenges = schemes.stream().map(AuthScheme::challenge).toList();
    this.authorizer = authorizer;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /**
   * Decides without blocking.
   *
   * @return null if the directory must be asked: see {@link #decideLater}
   */
  public @Nullable Decision decideNow(AuthRequest request, ConnectionAuth connection) {
    long started = nanoTime.getAsLong();
    Presented presented = presented(request);
    if (presented.scheme == null || presented.credentials == null) {
      return report(request, connection, challenge(request, presented.why, null, null), started);
    }
    Attempt attempt = attemptNow(presented.scheme, presented.credentials, connection);
    return attempt == null
        ? null
        : report(request, connection, decide(request, presented, attempt), started);
  }

  /** Decides; completes once, normally, within the directory's deadline, on any thread. */
  public CompletionStage<Decision> decideLater(AuthRequest request, ConnectionAuth connection) {
    long started = nanoTime.getAsLong();
    Presented presented = presented(request);
    if (presented.scheme == null || presented.credentials == null) {
      return CompletableFuture.completedStage(
          report(request, connection, challenge(request, presented.why, null, null), started));
    }
    return attemptLater(presented.scheme, presented.credentials, connection)
        .thenApply(
            attempt -> report(request, connection, decide(request, presented, attempt), started));
  }

  /**
   * Whether what was allowed to {@code request} would be allowed to this identity now: asked about
   * open tunnels when an account changed.
   */
  public boolean permits(AuthRequest request, Identity identity) {
    return authorizer.authorize(request, identity).granted();
  }

  /** An outage must not look like a wrong password, and neither must a defect of ours. */
  private static @Nullable Attempt attemptNow(
      AuthScheme scheme, Credentials credentials, ConnectionAuth connection) {
    try {
      return scheme.attemptNow(credentials, connection);
    } catch (RuntimeException defect) {
      return internal(defect);
    }
  }

  private static CompletionStage<Attempt> attemptLater(
      AuthScheme scheme, Credentials credentials, ConnectionAuth connection) {
    try {
      return scheme
          .attemptLater(credentials, connection)
          .handle((attempt, failure) -> attempt != null ? attempt : internal(failure));
    } catch (RuntimeException defect) {
      return CompletableFuture.completedStage(internal(defect));
    }
  }

  private static Outcome.Unavailable internal(@Nullable Throwable defect) {
    System.getLogger(AuthGate.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "a scheme, directory or authorizer broke its contract",
            defect);
    return new Outcome.Unavailable(Outcome.Cause.INTERNAL, Evidence.NONE);
  }

  private Presented presented(AuthRequest request) {
    if (request.credentials() == null) {
      return new Presented(Decision.Why.CREDENTIALS_MISSING, null, null);
    }
    Credentials credentials = Credentials.parse(request.credentials());
    if (credentials == null) {
      return new Presented(Decision.Why.CREDENTIALS_MALFORMED, null, null);
    }
    for (int i = 0; i < schemes.size(); i++) {
      if (credentials.areFor(challenges.get(i).scheme())) {
        return new Presented(Decision.Why.CREDENTIALS_REJECTED, schemes.get(i), credentials);
      }
    }
    return new Presented(Decision.Why.SCHEME_UNSUPPORTED, null, null);
  }

  private Decision decide(AuthRequest request, Presented presented, Attempt attempt) {
    try {
      return decisionOn(request, presented, attempt);
    } catch (RuntimeException defect) {
      return new Decision.Unavailable(DecisionId.random(), null, internal(defect));
    }
  }

  private Decision decisionOn(AuthRequest request, Presented presented, Attempt attempt) {
    if (attempt instanceof Verdict.Authenticated authenticated) {
      return authorize(request, authenticated);
    }
    String user = presented.claimedName();
    if (attempt instanceof Verdict.Rejected rejected) {
      return reject(request, rejected, user);
    }
    if (attempt instanceof Outcome.Unavailable unavailable) {
      return new Decision.Unavailable(DecisionId.random(), user, unavailable);
    }
    if (attempt instanceof Attempt.Continue next) {
      return new Decision.Challenged(
          DecisionId.random(),
          Decision.Why.HANDSHAKE_CONTINUES,
          request.field(),
          List.of(next.challenge()),
          user,
          null);
    }
    return challenge(request, Decision.Why.CREDENTIALS_MALFORMED, user, null);
  }

  private Decision authorize(AuthRequest request, Verdict.Authenticated authenticated) {
    Identity identity = authenticated.identity();
    Permission permission = authorizer.authorize(request, identity);
    return permission.granted()
        ? new Decision.Allowed(
            DecisionId.random(), identity, permission.rule(), authenticated.evidence())
        : new Decision.NotPermitted(
            DecisionId.random(), identity, permission.rule(), authenticated.evidence());
  }

  private Decision reject(AuthRequest request, Verdict.Rejected rejected, @Nullable String user) {
    if (!rejected.passwordProven()) {
      return challenge(request, Decision.Why.CREDENTIALS_REJECTED, user, rejected);
    }
    if (isPasswordOld(rejected.reason())
        && request.target() != null
        && authorizer.servesPasswordChange(request.target())) {
      Identity identity = rejected.identity();
      return new Decision.Allowed(
          DecisionId.random(),
          identity != null ? identity : Identity.named(user == null ? "-" : user),
          "the place to change an expired password",
          rejected.evidence());
    }
    return new Decision.Refused(DecisionId.random(), user, rejected);
  }

  private static boolean isPasswordOld(Verdict.Reason reason) {
    return reason == Verdict.Reason.PASSWORD_EXPIRED
        || reason == Verdict.Reason.PASSWORD_MUST_CHANGE;
  }

  private Decision challenge(
      AuthRequest request,
      Decision.Why why,
      @Nullable String user,
      Verdict.@Nullable Rejected rejected) {
    return new Decision.Challenged(
        DecisionId.random(), why, request.field(), challenges, user, rejected);
  }

  private Decision report(
      AuthRequest request, ConnectionAuth connection, Decision decision, long started) {
    listener.decided(request, connection.client(), decision, nanoTime.getAsLong() - started);
    return decision;
  }

  /** The credentials that a request has and the scheme they are for, or why there are none. */
  private record Presented(
      Decision.Why why, @Nullable AuthScheme scheme, @Nullable Credentials credentials) {
    @Nullable String claimedName() {
      return scheme == null || credentials == null ? null : scheme.claimedName(credentials);
    }
  }
}
