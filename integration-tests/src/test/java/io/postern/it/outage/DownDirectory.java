package io.postern.it.outage;

import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A directory that can tell nothing, for one cause or another. */
record DownDirectory(Outcome.Cause cause) implements Directory {
  @Override
  public @Nullable Verdict known(UserPass userPass) {
    return null;
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    userPass.close();
    return CompletableFuture.completedStage(unavailable());
  }

  Outcome.Unavailable unavailable() {
    Evidence evidence =
        new Evidence(
            Evidence.Source.DIRECTORY,
            "dc1.corp.example.test:636",
            "51",
            Duration.ofMillis(12),
            "a note for the administrator");
    return new Outcome.Unavailable(cause, evidence);
  }
}
