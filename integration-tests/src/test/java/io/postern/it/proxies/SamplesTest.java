package io.postern.it.proxies;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.DecisionResponse;
import io.postern.basic.BasicScheme;
import io.postern.gate.AuthField;
import io.postern.gate.AuthGate;
import io.postern.gate.Authorizer;
import io.postern.gate.DecisionListener;
import io.postern.spi.Client;
import io.postern.spi.Directory;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our samples while the directory thinks. */
@Timeout(120)
class SamplesTest {
  private static final int STRANGERS = 64;

  private final ThinkingDirectory directory = new ThinkingDirectory();
  private final AuthGate gate =
      new AuthGate(
          List.of(new BasicScheme(directory, "Sample")),
          Authorizer.EVERYONE,
          DecisionListener.all());
  private final DecisionResponse answers = new DecisionResponse("sample", null);
  private final ExecutorService clients = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    clients.shutdownNow();
  }

  @Test
  void servletFilter_strangersWhoWait_holdNoThread() throws Exception {
    try (ServletFront servlet = ServletFront.start(gate, answers, AuthField.ORIGIN)) {
      List<CompletableFuture<Got>> strangers =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(() -> servlet.get("stranger", "x"), clients))
              .limit(STRANGERS)
              .toList();
      assertThat(directory.allAsked.await(60, SECONDS)).isTrue();

      assertThat(servlet.get("known", "x").body()).startsWith("echo known false");
      directory.answer.complete(ThinkingDirectory.yes("stranger"));
      assertThat(strangers)
          .extracting(CompletableFuture::join)
          .allSatisfy(got -> assertThat(got.body()).startsWith("echo stranger"));
    }
  }

  @Test
  void littleProxy_directoryThatThinksTooLong_isUnavailableAndHeardLater() throws IOException {
    try (EchoOrigin origin = EchoOrigin.start();
        LittleProxyFront proxy =
            LittleProxyFront.start(gate, answers, Duration.ofMillis(200), origin.port())) {
      Got first = proxy.get("stranger", "x");

      assertThat(first.status()).isEqualTo(503);
      assertThat(first.has("Retry-After")).isTrue();
      assertThat(proxy.get("known", "x").body()).startsWith("echo");
      directory.answer.complete(ThinkingDirectory.yes("stranger"));
      assertThat(proxy.get("stranger", "x").status()).isEqualTo(200);
    }
  }

  @Test
  void littleProxy_refusedConnect_isClosedAndAnnounced() throws IOException {
    try (EchoOrigin origin = EchoOrigin.start();
        LittleProxyFront proxy =
            LittleProxyFront.start(gate, answers, Duration.ofSeconds(1), origin.port())) {
      Got got =
          Got.from(proxy.port(), "CONNECT 127.0.0.1:" + origin.port() + " HTTP/1.1", "127.0.0.1");

      assertThat(got.status()).isEqualTo(407);
      assertThat(got.has("Proxy-Authenticate")).isTrue();
      assertThat(got.fields()).anyMatch("connection: close"::equalsIgnoreCase);
    }
  }

  /** Knows one user, and thinks about everybody else until it is told the answer. */
  private static final class ThinkingDirectory implements Directory {
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
    private final CountDownLatch allAsked = new CountDownLatch(STRANGERS);

    @Override
    public @Nullable Verdict known(UserPass userPass) {
      return userPass.userId().equals("known") ? yes("known") : null;
    }

    @Override
    public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
      userPass.close();
      allAsked.countDown();
      return answer;
    }

    private static Verdict yes(String user) {
      return new Verdict.Authenticated(Identity.named(user), Evidence.NONE);
    }
  }
}
