package io.postern.basic;

import io.postern.http.AuthParam;
import io.postern.http.Challenge;
import io.postern.http.Credentials;
import io.postern.spi.Attempt;
import io.postern.spi.AuthScheme;
import io.postern.spi.ConnectionAuth;
import io.postern.spi.Directory;
import io.postern.spi.UserPass;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Basic (RFC 7617): a user-pass in Base64, which the directory judges. */
public final class BasicScheme implements AuthScheme {
  private static final String NAME = "Basic";
  private static final Attempt.Malformed MALFORMED =
      new Attempt.Malformed(
          "not a Base64 user-pass, or empty, overlong or with control characters");

  private final Directory directory;
  private final Challenge challenge;

  public BasicScheme(Directory directory, String realm) {
    this.directory = directory;
    this.challenge =
        Challenge.of(NAME, new AuthParam("realm", realm), new AuthParam("charset", "UTF-8"));
  }

  /** The field value that carries these octets: for clients of Basic, and for adapters. */
  public static String fieldValue(byte[] userId, byte[] password) {
    byte[] userPass = Arrays.copyOf(userId, userId.length + 1 + password.length);
    userPass[userId.length] = ':';
    System.arraycopy(password, 0, userPass, userId.length + 1, password.length);
    byte[] encoded = Base64.getEncoder().encode(userPass);
    Arrays.fill(userPass, (byte) 0);
    return NAME + ' ' + new String(encoded, StandardCharsets.ISO_8859_1);
  }

  @Override
  public Challenge challenge() {
    return challenge;
  }

  @Override
  public @Nullable Attempt attemptNow(Credentials credentials, ConnectionAuth connection) {
    try (UserPass userPass = userPass(credentials)) {
      return userPass == null ? MALFORMED : directory.known(userPass, connection.client());
    }
  }

  @Override
  public CompletionStage<? extends Attempt> attemptLater(
      Credentials credentials, ConnectionAuth connection) {
    UserPass userPass = userPass(credentials);
    return userPass == null
        ? CompletableFuture.completedStage(MALFORMED)
        : directory.verify(userPass, connection.client());
  }

  @Override
  public @Nullable String claimedName(Credentials credentials) {
    try (UserPass userPass = userPass(credentials)) {
      return userPass == null ? null : userPass.userId();
    }
  }

  private static @Nullable UserPass userPass(Credentials credentials) {
    byte[] octets = decode(credentials.token68());
    if (octets == null) {
      return null;
    }
    try {
      // The first colon splits: a password may hold more of them, a user-id none (RFC 7617 §2).
      for (int i = 0; i < octets.length; i++) {
        if (octets[i] == ':') {
          return split(octets, i);
        }
      }
      return null;
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static @Nullable UserPass split(byte[] octets, int colon) {
    byte[] password = Arrays.copyOfRange(octets, colon + 1, octets.length);
    try {
      return UserPass.of(Arrays.copyOf(octets, colon), password);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  private static byte @Nullable [] decode(@Nullable String token68) {
    try {
      return token68 == null ? null : Base64.getDecoder().decode(token68);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
