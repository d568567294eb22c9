package io.postern.gate;

import io.postern.http.Challenge;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy does with one request. Adapters translate it, each by a {@link Handler} that has
 * an answer for every case; they never decide. Immutable.
 */
public sealed interface Decision {

  DecisionId id();

  Evidence evidence();

  /** Why, in lower case with hyphens: a metric label. */
  String reason();

  /** The user's name: proven if {@link Allowed} or {@link NotPermitted}, else as claimed. */
  @Nullable String user();

  <R> R handle(Handler<R> handler);

  /** Forward the request. */
  record Allowed(DecisionId id, Identity identity, String rule, Evidence evidence)
      implements Decision {
    @Override
    public String reason() {
      return evidence.source() == Evidence.Source.STALE ? "stale" : "authenticated";
    }

    @Override
    public String user() {
      return identity.name();
    }

    @Override
    public <R> R handle(Handler<R> handler) {
      return handler.allowed(this);
    }
  }

  /**
   * Ask for credentials: 407, or 401 where an origin server asks.
   *
   * @param challenges one field line each, in this order
   * @param rejected what the directory said, if it was asked
   */
  record Challenged(
      DecisionId id,
      Why why,
      AuthField field,
      List<Challenge> challenges,
      @Nullable String user,
      Verdict.@Nullable Rejected rejected)
      implements Decision {
    @Override
    public Evidence evidence() {
      return rejected == null ? Evidence.NONE : rejected.evidence();
    }

    @Override
    public String reason() {
      return rejected == null ? why.label() : rejected.reason().label();
    }

    @Override
    public <R> R handle(Handler<R> handler) {
      return handler.challenged(this);
    }
  }

  /** Why credentials are asked for. */
  enum Why {
    CREDENTIALS_MISSING,
    CREDENTIALS_MALFORMED,
    SCHEME_UNSUPPORTED,
    HANDSHAKE_CONTINUES,
    CREDENTIALS_REJECTED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** In lower case with hyphens. */
    public String label() {
      return label;
    }
  }

  /** 403: the password is right, but the account may not sign in; asking again would not help. */
  record Refused(DecisionId id, @Nullable String user, Verdict.Rejected rejected)
      implements Decision {
    @Override
    public Evidence evidence() {
      return rejected.evidence();
    }

    @Override
    public String reason() {
      return rejected.reason().label();
    }

    @Override
    public <R> R handle(Handler<R> handler) {
      return handler.refused(this);
    }
  }

  /** 403: signed in, but no rule allows this request. */
  record NotPermitted(DecisionId id, Identity identity, String rule, Evidence evidence)
      implements Decision {
    @Override
    public String reason() {
      return "not-permitted";
    }

    @Override
    public String user() {
      return identity.name();
    }

    @Override
    public <R> R handle(Handler<R> handler) {
      return handler.notPermitted(this);
    }
  }

  /** 503: the directory could not be asked. It says nothing about the user. */
  record Unavailable(DecisionId id, @Nullable String user, Outcome.Unavailable outcome)
      implements Decision {
    @Override
    public Evidence evidence() {
      return outcome.evidence();
    }

    @Override
    public String reason() {
      return outcome.cause().label();
    }

    @Override
    public <R> R handle(Handler<R> handler) {
      return handler.unavailable(this);
    }
  }

  /** An answer for every decision. */
  interface Handler<R> {
    R allowed(Allowed decision);

    R challenged(Challenged decision);

    R refused(Refused decision);

    R notPermitted(NotPermitted decision);

    R unavailable(Unavailable decision);
  }
}
