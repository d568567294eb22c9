package io.postern.netty;

import io.postern.basic.BasicScheme;
import io.postern.gate.AuthRequest.Target;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Another proxy that requests go through. Its {@code toString} hides the credentials. Immutable.
 */
public final class ParentProxy {
  private final Target address;
  private final @Nullable String credentials;

  private ParentProxy(Target address, @Nullable String credentials) {
    this.address = address;
    this.credentials = credentials;
  }

  /** A parent that asks for no password. */
  public static ParentProxy at(String host, int port) {
    return new ParentProxy(new Target(host, port), null);
  }

  /** The same, asked with Basic credentials of ours; wipes {@code password}. */
  public ParentProxy as(String user, byte[] password) {
    String value = BasicScheme.fieldValue(user.getBytes(StandardCharsets.UTF_8), password);
    Arrays.fill(password, (byte) 0);
    return new ParentProxy(address, value);
  }

  Target address() {
    return address;
  }

  /** The value of Proxy-Authorization. */
  @Nullable String credentials() {
    return credentials;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
