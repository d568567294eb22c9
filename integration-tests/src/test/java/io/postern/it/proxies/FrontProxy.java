package io.postern.it.proxies;

import io.postern.it.peer.Eventually;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A proxy that lets in whom Postern allows. */
interface FrontProxy extends AutoCloseable {
  Duration DEADLINE = Duration.ofSeconds(60);

  String name();

  /** Sends a request through it. */
  Got get(@Nullable String user, @Nullable String password);

  /** Asks again until the status is the one that must come. */
  default Got await(int status, String user, String password) {
    return Eventually.see(
        name() + ": " + status,
        DEADLINE,
        () -> {
          Got got = get(user, password);
          return got.status() == status ? got : null;
        });
  }

  @Override
  void close();
}
