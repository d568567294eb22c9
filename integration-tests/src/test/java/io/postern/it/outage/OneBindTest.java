package io.postern.it.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.gate.Authorizer;
import io.postern.it.bed.OkOrigin;
import io.postern.it.bed.WholeProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many requests carry one password, the directory is asked about it once. */
class OneBindTest {
  private static final int REQUESTS = 1_000;
  private static final int PATIENCE_MILLIS = 60_000;

  private AdDirectory directory;
  private OkOrigin origin;
  private WholeProxy proxy;
  private ProxyClient client;

  @BeforeEach
  void start() throws IOException {
    directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    origin = new OkOrigin();
    proxy = WholeProxy.over(WholeProxy.asking(directory).build(), Authorizer.EVERYONE);
    client = new ProxyClient(proxy.authority(), origin.authority());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
    directory.close();
  }

  @Test
  void thousandRequestsAtOnce_oneUser_areOneBind() throws Exception {
    assertThat(allAtOnce("alice", "secret")).containsOnly(200);

    assertThat(directory.binds().by("alice")).isEqualTo(1);
    assertThat(origin.requests()).isEqualTo(REQUESTS);
  }

  @Test
  void thousandRequestsAtOnce_oneWrongPassword_areOneBind() throws Exception {
    assertThat(allAtOnce("alice", "wrong")).containsOnly(407);

    assertThat(directory.binds().by("alice")).isEqualTo(1);
    assertThat(origin.requests()).isZero();
  }

  @Test
  void thousandRequestsInTurn_oneWrongPassword_areOneBindAndLockNobody() {
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(client.get("bob", "old", PATIENCE_MILLIS).status()).isEqualTo(407);
    }
    assertThat(directory.binds().by("bob")).isEqualTo(1);
    assertThat(client.get("bob", "secret", PATIENCE_MILLIS).status()).isEqualTo(200);
  }

  /** The lockout threshold is 5: never reached, however many passwords are guessed. */
  @Test
  void thousandWrongPasswords_lockNobody() {
    assertThat(client.get("alice", "secret", PATIENCE_MILLIS).status()).isEqualTo(200);
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(client.get("alice", "guess" + i, PATIENCE_MILLIS).status()).isEqualTo(407);
    }
    assertThat(directory.binds().failedBy("alice")).isLessThanOrEqualTo(3);
    assertThat(directory.users().entry("alice").getAttributeValueAsLong("badPwdCount"))
        .isLessThanOrEqualTo(3);
    assertThat(client.get("alice", "secret", PATIENCE_MILLIS).status()).isEqualTo(200);
  }

  private List<Integer> allAtOnce(String user, String password) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(100);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        Callable<Integer> request =
            () -> {
              start.await();
              return client.get(user, password, PATIENCE_MILLIS).status();
            };
        answers.add(threads.submit(request));
      }
      start.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get(60, TimeUnit.SECONDS));
      }
      return statuses;
    } finally {
      threads.shutdownNow();
    }
  }
}
