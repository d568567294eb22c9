package io.postern.ldap;

import com.unboundid.ldap.sdk.PasswordProvider;
import java.util.Arrays;

/**
 * Lends a password to the SDK for one request. The SDK wipes what it gets here, but keeps the
 * request, and would keep a password that was given to it directly.
 */
final class SecretOnce extends PasswordProvider implements AutoCloseable {
  private final byte[] password;

  SecretOnce(byte[] password) {
    this.password = password.clone();
  }

  @Override
  public byte[] getPasswordBytes() {
    return password.clone();
  }

  /** Wipes it. */
  @Override
  public void close() {
    Arrays.fill(password, (byte) 0);
  }
}
