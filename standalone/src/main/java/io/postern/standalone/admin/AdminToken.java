package io.postern.standalone.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The secret that whoever changes something must present. Its {@code toString} hides it. */
public final class AdminToken {
  private final @Nullable Supplier<byte[]> secret;

  /**
   * Makes a token.
   *
   * @param secret as it is at present: a copy each time; null: nobody may change anything
   */
  public AdminToken(@Nullable Supplier<byte[]> secret) {
    this.secret = secret;
  }

  AdminAnswer guards(AdminPage page, AdminRequest request) {
    if (secret == null) {
      return AdminAnswer.text(403, "Set admin.token-file first: this needs its token.\n");
    }
    return isRight(secret.get(), request.token())
        ? page.answer(request)
        : AdminAnswer.text(401, "This needs the admin token: Authorization: Bearer TOKEN\n");
  }

  private static boolean isRight(byte[] secret, @Nullable String presented) {
    try {
      return presented != null
          && MessageDigest.isEqual(secret, presented.getBytes(StandardCharsets.UTF_8));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
