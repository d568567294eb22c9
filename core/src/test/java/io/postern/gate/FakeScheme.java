package io.postern.gate;

import io.postern.http.AuthParam;
import io.postern.http.Challenge;
import io.postern.http.Credentials;
import io.postern.spi.Attempt;
import io.postern.spi.AuthScheme;
import io.postern.spi.ConnectionAuth;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A scheme that concludes what the test says. */
final class FakeScheme implements AuthScheme {
  private final String name;
  @Nullable Attempt now;
  CompletionStage<? extends Attempt> later = new CompletableFuture<Attempt>();
  @Nullable RuntimeException defect;

  FakeScheme(String name) {
    this.name = name;
  }

  @Override
  public Challenge challenge() {
    return Challenge.of(name, new AuthParam("realm", "r"));
  }

  @Override
  public @Nullable Attempt attemptNow(Credentials credentials, ConnectionAuth connection) {
    if (defect != null) {
      throw defect;
    }
    return now;
  }

  @Override
  public CompletionStage<? extends Attempt> attemptLater(
      Credentials credentials, ConnectionAuth connection) {
    if (defect != null) {
      throw defect;
    }
    return later;
  }

  @Override
  public String claimedName(Credentials credentials) {
    return "claimed";
  }
}
