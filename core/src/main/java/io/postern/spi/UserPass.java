package io.postern.spi;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A user-id and a password (RFC 7617 §2). The password is octets, never a {@link String}, so that
 * it can be wiped; {@link #toString} hides both. Confined to one thread at a time.
 *
 * <p>Every entry point makes its user-pass here, so the checks that keep a directory from taking an
 * empty password for an anonymous bind (RFC 4513 §5.1.2) stand in one place.
 */
public final class UserPass implements AutoCloseable {
  /** The longest user-id in octets: longer than any UPN or DN that people type. */
  public static final int MAXIMUM_USER_ID = 512;

  /** The longest password in octets: AD's limit is 256 characters. */
  public static final int MAXIMUM_PASSWORD = 1024;

  private final String userId;
  private final byte[] password;

  private UserPass(String userId, byte[] password) {
    this.userId = userId;
    this.password = password;
  }

  /**
   * Makes a user-pass of the octets that a client sent. Octets that are not UTF-8 are read as
   * Latin-1, which pip and Maven send; either way the password becomes UTF-8, as LDAP wants it.
   *
   * @return null if either is empty, overlong, or holds a control character
   */
  public static @Nullable UserPass of(byte[] userId, byte[] password) {
    if (userId.length == 0
        || userId.length > MAXIMUM_USER_ID
        || password.length == 0
        || password.length > MAXIMUM_PASSWORD) {
      return null;
    }
    String name = userIdOf(userId);
    byte[] secret = isPlainAscii(password) ? password.clone() : utf8Of(password);
    return name == null || secret == null ? null : new UserPass(name, secret);
  }

  /** The same once more, to be closed by itself. */
  public UserPass copy() {
    return new UserPass(userId, password.clone());
  }

  public String userId() {
    return userId;
  }

  /** The password in UTF-8: the array itself, not a copy, zero after {@link #close}. */
  public byte[] password() {
    return password;
  }

  /** Wipes the password. */
  @Override
  public void close() {
    Arrays.fill(password, (byte) 0);
  }

  @Override
  public String toString() {
    return "UserPass (hidden)";
  }

  private static @Nullable String userIdOf(byte[] octets) {
    CharBuffer text = decode(octets);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return null;
      }
    }
    return text.toString();
  }

  private static byte @Nullable [] utf8Of(byte[] octets) {
    CharBuffer text = decode(octets);
    boolean control = false;
    for (int i = 0; i < text.length(); i++) {
      control |= Character.isISOControl(text.charAt(i));
    }
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(text);
    byte[] password = new byte[utf8.remaining()];
    utf8.get(password);
    Arrays.fill(utf8.array(), (byte) 0);
    Arrays.fill(text.array(), '\0');
    if (control) {
      Arrays.fill(password, (byte) 0);
      return null;
    }
    return password;
  }

  private static CharBuffer decode(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
    } catch (CharacterCodingException notUtf8) {
      return StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(octets));
    }
  }

  private static boolean isPlainAscii(byte[] octets) {
    for (byte octet : octets) {
      if (octet < ' ' || octet == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
