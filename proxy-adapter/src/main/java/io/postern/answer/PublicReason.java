package io.postern.answer;

import io.postern.gate.Decision;

/**
 * A decision in one word that anybody may see. It never says why credentials are asked for again:
 * an unknown user, a wrong password and a locked account must look alike.
 */
public final class PublicReason implements Decision.Handler<String> {
  private static final PublicReason WORDS = new PublicReason();

  private PublicReason() {}

  /** {@code allowed}, {@code sign-in}, {@code unavailable}, or why it would not help to sign in. */
  public static String of(Decision decision) {
    return decision.handle(WORDS);
  }

  @Override
  public String allowed(Decision.Allowed decision) {
    return "allowed";
  }

  @Override
  public String challenged(Decision.Challenged decision) {
    return "sign-in";
  }

  @Override
  public String refused(Decision.Refused decision) {
    return decision.reason();
  }

  @Override
  public String notPermitted(Decision.NotPermitted decision) {
    return decision.reason();
  }

  @Override
  public String unavailable(Decision.Unavailable decision) {
    return "unavailable";
  }
}
