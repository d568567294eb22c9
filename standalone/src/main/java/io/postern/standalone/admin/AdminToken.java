package io.postern.standalone.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that whoever changes something must present. Its {@code toString} hides it. */
public final class AdminToken {
  private static final int RANDOM_OCTETS = 24;

  private final byte[] secret;

  public AdminToken(byte[] secret) {
    this.secret = secret.clone();
  }

  /** A new one. */
  public static AdminToken random() {
    byte[] octets = new byte[RANDOM_OCTETS];
    new SecureRandom().nextBytes(octets);
    return new AdminToken(Base64.getUrlEncoder().withoutPadding().encode(octets));
  }

  /** The secret, to be written where only the operator can read it: a copy. */
  public byte[] secret() {
    return secret.clone();
  }

  AdminAnswer guards(AdminPage page, AdminRequest request) {
    String presented = request.token();
    boolean right =
        presented != null
            && MessageDigest.isEqual(secret, presented.getBytes(StandardCharsets.UTF_8));
    return right
        ? page.answer(request)
        : AdminAnswer.text(401, "This needs the admin token: Authorization: Bearer TOKEN\n");
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
