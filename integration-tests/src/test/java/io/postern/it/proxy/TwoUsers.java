package io.postern.it.proxy;

import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** alice and bob, both with the password "secret". */
final class TwoUsers implements Directory {
  @Override
  public Verdict known(UserPass userPass) {
    boolean exists = Set.of("alice", "bob").contains(userPass.userId());
    String password = new String(userPass.password(), StandardCharsets.UTF_8);
    return exists && password.equals("secret")
        ? new Verdict.Authenticated(Identity.named(userPass.userId()), Evidence.NONE)
        : new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE);
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    userPass.close();
    return CompletableFuture.completedStage(known(userPass));
  }
}
