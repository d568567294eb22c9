package io.postern.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.cache.MemorySettings;
import io.postern.spi.Client;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A password that is known: what the account memory's answer costs, next to the one HMAC-SHA-256
 * without which no memory of keyed digests can answer. Target: twice the HMAC at most.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class CachedDecision {
  private static final int USERS = 10_000;
  private static final String PASSWORD = "correct horse battery";

  private final byte[] owner = "A\0\u0024guid-user0000".getBytes(UTF_8);
  private final byte[] password = PASSWORD.getBytes(UTF_8);
  private final byte[] output = new byte[32];
  private @Nullable CachingDirectory memory;
  private @Nullable UserPass right;
  private @Nullable UserPass wrong;
  private @Nullable Mac mac;

  @Setup(Level.Trial)
  public void learn() throws GeneralSecurityException {
    CachingDirectory directory =
        new CachingDirectory(
            new EverybodysDirectory(PASSWORD),
            MemorySettings.DEFAULT,
            MemoryListener.NONE,
            List.of());
    for (int i = 0; i < USERS; i++) {
      directory.verify(userPass(i, PASSWORD), Client.UNKNOWN).toCompletableFuture().join();
    }
    memory = directory;
    right = userPass(4_711, PASSWORD);
    wrong = userPass(4_711, "another");
    directory.verify(userPass(4_711, "another"), Client.UNKNOWN).toCompletableFuture().join();
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
  }

  @TearDown(Level.Trial)
  public void close() {
    Objects.requireNonNull(memory).close();
  }

  @Benchmark
  public byte[] hmac() throws GeneralSecurityException {
    Mac hmac = Objects.requireNonNull(mac);
    hmac.update(owner);
    hmac.update(password);
    hmac.doFinal(output, 0);
    return output;
  }

  @Benchmark
  public @Nullable Verdict verified() {
    return Objects.requireNonNull(memory).known(Objects.requireNonNull(right));
  }

  @Benchmark
  public @Nullable Verdict rejected() {
    return Objects.requireNonNull(memory).known(Objects.requireNonNull(wrong));
  }

  private static UserPass userPass(int user, String password) {
    return Objects.requireNonNull(
        UserPass.of(("user" + user).getBytes(UTF_8), password.getBytes(UTF_8)));
  }
}
