package io.postern.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one Proxy-Authorization or Authorization field: a scheme and either a token68
 * or auth-params (RFC 9110 §11.4). It has no readable {@code toString}: what it holds is a secret.
 * Immutable.
 */
public final class Credentials {
  private final String scheme;
  private final @Nullable String token68;
  private final List<AuthParam> params;

  private Credentials(String scheme, @Nullable String token68, List<AuthParam> params) {
    this.scheme = scheme;
    this.token68 = token68;
    this.params = params;
  }

  /**
   * Reads a field value.
   *
   * @return null if it is not credentials
   */
  public static @Nullable Credentials parse(String fieldValue) {
    FieldReader in = new FieldReader(fieldValue);
    in.skipOws();
    String scheme = in.token();
    if (scheme == null) {
      return null;
    }
    boolean more = in.skipOws() && !in.atEnd();
    String token68 = more ? in.token68() : null;
    List<AuthParam> params = more && token68 == null ? in.authParams() : List.of();
    in.skipOws();
    return params == null || !in.atEnd() ? null : new Credentials(scheme, token68, params);
  }

  /** Whether these are credentials of {@code scheme}, whose case does not matter (§11.1). */
  public boolean areFor(String scheme) {
    return this.scheme.equalsIgnoreCase(scheme);
  }

  public @Nullable String token68() {
    return token68;
  }

  /** The value of the auth-param called {@code name}. */
  public @Nullable String param(String name) {
    return AuthParam.value(params, name);
  }

  @Override
  public String toString() {
    return scheme + " (hidden)";
  }
}
