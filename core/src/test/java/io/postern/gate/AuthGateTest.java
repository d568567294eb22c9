package io.postern.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gate.AuthRequest.Target;
import io.postern.http.Challenge;
import io.postern.spi.Attempt;
import io.postern.spi.Client;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one decision function: every attempt, now and later. */
class AuthGateTest {
  private static final Identity ALICE = Identity.named("alice");
  private static final Target CHANGE_PAGE = new Target("passwords.example", 443);

  private final FakeScheme negotiate = new FakeScheme("Negotiate");
  private final FakeScheme basic = new FakeScheme("Basic");
  private final List<String> heard = new ArrayList<>();
  private final ConnectionAuth connection = new ConnectionAuth(Client.UNKNOWN);
  private final AuthGate gate = gate(Authorizer.EVERYONE);

  static Stream<Arguments> attempts() {
    Stream<Arguments> fixed =
        Stream.of(
            Arguments.of(new Verdict.Authenticated(ALICE, Evidence.NONE), "allowed alice"),
            Arguments.of(
                new Attempt.Continue(new Challenge("Basic", "next", List.of())),
                "challenged handshake-continues [Basic next]"),
            Arguments.of(
                new Attempt.Malformed("why"),
                "challenged credentials-malformed [Negotiate realm=\"r\", Basic realm=\"r\"]"));
    Stream<Arguments> rejected =
        Stream.of(Verdict.Reason.values())
            .map(
                reason ->
                    Arguments.of(
                        new Verdict.Rejected(reason, null, Evidence.NONE),
                        reason.impliesRightPassword()
                            ? "refused " + reason.label()
                            : "challenged "
                                + reason.label()
                                + " [Negotiate realm=\"r\", Basic realm=\"r\"]"));
    Stream<Arguments> unavailable =
        Stream.of(Outcome.Cause.values())
            .map(
                cause ->
                    Arguments.of(
                        new Outcome.Unavailable(cause, Evidence.NONE),
                        "unavailable " + cause.label()));
    return Stream.of(fixed, rejected, unavailable).flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void decideNow_eachAttempt_hasItsDecision(Attempt attempt, String expected) {
    basic.now = attempt;

    assertThat(show(gate.decideNow(request("Basic YTpi"), connection))).isEqualTo(expected);
    assertThat(heard).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void decideLater_eachAttempt_hasTheSameDecision(Attempt attempt, String expected) {
    basic.later = CompletableFuture.completedStage(attempt);

    assertThat(show(later(request("Basic YTpi")))).isEqualTo(expected);
    assertThat(heard).containsExactly(expected);
  }

  @Test
  void decideNow_nothingKnown_isNullAndNotHeard() {
    assertThat(gate.decideNow(request("Basic YTpi"), connection)).isNull();
    assertThat(heard).isEmpty();
  }

  @Test
  void decideLater_untilTheDirectoryAnswers_isNotDone() {
    CompletableFuture<Attempt> answer = new CompletableFuture<>();
    basic.later = answer;
    CompletableFuture<Decision> decision =
        gate.decideLater(request("Basic YTpi"), connection).toCompletableFuture();

    assertThat(decision).isNotDone();
    answer.complete(new Verdict.Authenticated(ALICE, Evidence.NONE));
    assertThat(show(decision.join())).isEqualTo("allowed alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic YTpi, Basic Yzpk", "@"})
  void decide_unreadableCredentials_challengesWithEveryScheme(String credentials) {
    String expected = "challenged credentials-malformed [Negotiate realm=\"r\", Basic realm=\"r\"]";

    assertThat(show(gate.decideNow(request(credentials), connection))).isEqualTo(expected);
    assertThat(show(later(request(credentials)))).isEqualTo(expected);
  }

  @Test
  void decide_noCredentials_challengesWithEverySchemeInOrder() {
    assertThat(show(gate.decideNow(request(null), connection)))
        .isEqualTo("challenged credentials-missing [Negotiate realm=\"r\", Basic realm=\"r\"]");
  }

  @Test
  void decide_schemeThatNobodyOffers_isChallenged() {
    assertThat(show(gate.decideNow(request("Bearer abc"), connection)))
        .isEqualTo("challenged scheme-unsupported [Negotiate realm=\"r\", Basic realm=\"r\"]");
  }

  @Test
  void decide_schemeInAnyCase_isFound() {
    negotiate.now = new Verdict.Authenticated(ALICE, Evidence.NONE);

    assertThat(show(gate.decideNow(request("nEGOTIATE YII="), connection)))
        .isEqualTo("allowed alice");
  }

  /** A defect of ours says nothing about the user either. */
  @Test
  void decideLater_directoryBreaksItsContract_isUnavailable() {
    basic.later = CompletableFuture.failedStage(new IllegalStateException("a defect"));
    assertThat(show(later(request("Basic YTpi")))).isEqualTo("unavailable internal");

    basic.defect = new IllegalStateException("another");
    assertThat(show(later(request("Basic YTpi")))).isEqualTo("unavailable internal");

    basic.defect = null;
    basic.later = CompletableFuture.completedStage(null);
    assertThat(show(later(request("Basic YTpi")))).isEqualTo("unavailable internal");
  }

  @Test
  void decideNow_schemeOrAuthorizerBreaksItsContract_isUnavailable() {
    basic.defect = new IllegalStateException("a defect");
    assertThat(show(gate.decideNow(request("Basic YTpi"), connection)))
        .isEqualTo("unavailable internal");

    basic.defect = null;
    basic.now = new Verdict.Authenticated(ALICE, Evidence.NONE);
    AuthGate broken =
        gate(
            (request, identity) -> {
              throw new IllegalStateException("another");
            });
    assertThat(show(broken.decideNow(request("Basic YTpi"), connection)))
        .isEqualTo("unavailable internal");
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.Reason.class,
      names = {"PASSWORD_EXPIRED", "PASSWORD_MUST_CHANGE"})
  void decide_oldPasswordOnItsWayToBeChanged_isAllowed(Verdict.Reason reason) {
    AuthGate helpful = gate(new PasswordChangeOnly());
    basic.now = new Verdict.Rejected(reason, ALICE, Evidence.NONE);

    assertThat(show(helpful.decideNow(request("Basic YTpi", CHANGE_PAGE), connection)))
        .isEqualTo("allowed alice");
    assertThat(show(helpful.decideNow(request("Basic YTpi"), connection)))
        .isEqualTo("refused " + reason.label());
    assertThat(show(helpful.decideNow(request("Basic YTpi", null), connection)))
        .isEqualTo("refused " + reason.label());
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.Reason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PASSWORD_EXPIRED", "PASSWORD_MUST_CHANGE"})
  void decide_anyOtherRejectionOnItsWayThere_isNotAllowed(Verdict.Reason reason) {
    AuthGate helpful = gate(new PasswordChangeOnly());
    basic.now = new Verdict.Rejected(reason, ALICE, Evidence.NONE);

    assertThat(show(helpful.decideNow(request("Basic YTpi", CHANGE_PAGE), connection)))
        .doesNotStartWith("allowed");
  }

  /** Locked: 403 for whom this password was proven before, else no more than a wrong password. */
  @Test
  void decide_lockedWithAProvenPassword_isRefused() {
    basic.now = new Verdict.Rejected(Verdict.Reason.ACCOUNT_LOCKED, true, ALICE, Evidence.NONE);

    assertThat(show(gate.decideNow(request("Basic YTpi"), connection)))
        .isEqualTo("refused account-locked");
  }

  /** A second prompt can't help, so it is never a challenge. */
  @Test
  void decide_noRuleAllowsIt_isNotPermitted() {
    AuthGate strict =
        gate((request, identity) -> new Authorizer.Permission(false, "deny everything"));
    basic.now = new Verdict.Authenticated(ALICE, Evidence.NONE);

    assertThat(show(strict.decideNow(request("Basic YTpi"), connection)))
        .isEqualTo("not permitted alice by deny everything");
  }

  @Test
  void permits_asksTheAuthorizerAnew() {
    List<Boolean> answers = new ArrayList<>(List.of(true, false));
    AuthGate changing =
        gate((request, identity) -> new Authorizer.Permission(answers.remove(0), "rule"));

    assertThat(changing.permits(request(null), ALICE)).isTrue();
    assertThat(changing.permits(request(null), ALICE)).isFalse();
  }

  @Test
  void decide_everyTime_hasAnIdOfItsOwn() {
    basic.now = new Verdict.Authenticated(ALICE, Evidence.NONE);

    assertThat(gate.decideNow(request("Basic YTpi"), connection).id())
        .isNotEqualTo(gate.decideNow(request("Basic YTpi"), connection).id());
  }

  @Test
  void listener_hearsHowLongItTook() {
    List<Long> took = new ArrayList<>();
    List<Long> clock = new ArrayList<>(List.of(1_000L, 4_000L));
    AuthGate timed =
        new AuthGate(
            List.of(basic),
            Authorizer.EVERYONE,
            (request, client, decision, nanos) -> took.add(nanos),
            () -> clock.remove(0));
    basic.later = CompletableFuture.completedStage(new Verdict.Authenticated(ALICE, Evidence.NONE));
    timed.decideLater(request("Basic YTpi"), connection).toCompletableFuture().join();

    assertThat(took).containsExactly(3_000L);
  }

  @Test
  void toString_ofRequestAndDecisions_hidesTheCredentials() {
    AuthRequest request = request("Basic c2VjcmV0OnNlY3JldA==");
    basic.now = new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE);

    assertThat(request.toString()).doesNotContain("c2Vjc").isEqualTo("proxy GET origin.example:80");
    assertThat(gate.decideNow(request, connection).toString()).doesNotContain("c2Vjc");
    assertThat(new Target("::1", 443).toString()).isEqualTo("[::1]:443");
  }

  private AuthGate gate(Authorizer authorizer) {
    return new AuthGate(
        List.of(negotiate, basic),
        authorizer,
        (request, client, decision, nanos) -> heard.add(show(decision)));
  }

  private Decision later(AuthRequest request) {
    return gate.decideLater(request, connection).toCompletableFuture().join();
  }

  private static AuthRequest request(@Nullable String credentials) {
    return request(credentials, new Target("origin.example", 80));
  }

  private static AuthRequest request(@Nullable String credentials, @Nullable Target target) {
    return new AuthRequest("proxy", AuthField.PROXY, "GET", target, credentials);
  }

  private static String show(@Nullable Decision decision) {
    return decision == null ? "nothing" : decision.handle(new InWords());
  }

  /** Serves the page where passwords are changed, and permits whoever signed in. */
  private static final class PasswordChangeOnly implements Authorizer {
    @Override
    public Permission authorize(AuthRequest request, Identity identity) {
      return new Permission(true, "everybody");
    }

    @Override
    public boolean servesPasswordChange(Target target) {
      return target.equals(CHANGE_PAGE);
    }
  }

  private static final class InWords implements Decision.Handler<String> {
    @Override
    public String allowed(Decision.Allowed decision) {
      return "allowed " + decision.user();
    }

    @Override
    public String challenged(Decision.Challenged decision) {
      return "challenged "
          + decision.reason()
          + ' '
          + decision.challenges().stream().map(Challenge::fieldValue).toList();
    }

    @Override
    public String refused(Decision.Refused decision) {
      return "refused " + decision.reason();
    }

    @Override
    public String notPermitted(Decision.NotPermitted decision) {
      return "not permitted " + decision.user() + " by " + decision.rule();
    }

    @Override
    public String unavailable(Decision.Unavailable decision) {
      return "unavailable " + decision.reason();
    }
  }
}
