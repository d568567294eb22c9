package io.postern.it.ops;

import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A directory with one user in it, that remembers all who tried to sign in. */
final class OneUser implements Directory {
  private final String login;
  private final BlockingQueue<String> tried = new LinkedBlockingQueue<>();

  OneUser(String user, String password) {
    this.login = user + ':' + password;
  }

  /** Every {@code user:password} that was presented since the last call. */
  List<String> tried() {
    List<String> all = new ArrayList<>();
    tried.drainTo(all);
    return all;
  }

  @Override
  public Verdict known(UserPass userPass) {
    String presented =
        userPass.userId() + ':' + new String(userPass.password(), StandardCharsets.UTF_8);
    tried.add(presented);
    return presented.equals(login)
        ? new Verdict.Authenticated(Identity.named(userPass.userId()), Evidence.NONE)
        : new Verdict.Rejected(Verdict.Reason.INVALID_CREDENTIALS, null, Evidence.NONE);
  }

  @Override
  public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
    return CompletableFuture.completedFuture(known(userPass));
  }
}
