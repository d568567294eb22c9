package io.postern.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A challenge: what a proxy asks for in one Proxy-Authenticate line (RFC 9110 §11.3).
 *
 * @param token68 set only where {@code params} is empty
 */
public record Challenge(String scheme, @Nullable String token68, List<AuthParam> params) {

  public Challenge {
    if (!Grammar.isToken(scheme)) {
      throw new IllegalArgumentException("not a token: auth-scheme");
    }
    if (token68 != null && !params.isEmpty()) {
      throw new IllegalArgumentException("a challenge has a token68 or auth-params, not both");
    }
    params = List.copyOf(params);
  }

  /** A challenge with auth-params, in this order. */
  public static Challenge of(String scheme, AuthParam... params) {
    return new Challenge(scheme, null, List.of(params));
  }

  /** The value of the auth-param called {@code name}. */
  public @Nullable String param(String name) {
    return AuthParam.value(params, name);
  }

  /** As a field value. Every auth-param is quoted: some clients require it of realm. */
  public String fieldValue() {
    StringBuilder value = new StringBuilder(scheme);
    if (token68 != null) {
      value.append(' ').append(token68);
    }
    String separator = " ";
    for (AuthParam param : params) {
      value.append(separator).append(param.name()).append('=').append(Grammar.quote(param.value()));
      separator = ", ";
    }
    return value.toString();
  }

  /**
   * The challenges of one field value, in order. A comma separates challenges and auth-params
   * alike, so these are one challenge and two:
   *
   * <pre>
   * Digest realm="a", nonce="b"
   * Basic realm="a", Negotiate
   * </pre>
   *
   * What tells them apart is the "=" behind the name (RFC 9110 §11.6.1).
   *
   * @return what could be read before the first thing that is no challenge
   */
  public static List<Challenge> parse(String fieldValue) {
    List<Challenge> challenges = new ArrayList<>();
    FieldReader in = new FieldReader(fieldValue);
    in.skipCommas();
    while (!in.atEnd()) {
      String scheme = in.token();
      if (scheme == null || !in.atDelimiter()) {
        break;
      }
      boolean more = in.skipOws() && !in.atEnd();
      String token68 = more ? in.token68() : null;
      List<AuthParam> params = more && token68 == null ? in.authParams() : List.of();
      if (params == null) {
        break;
      }
      challenges.add(new Challenge(scheme, token68, params));
      in.skipCommas();
    }
    return challenges;
  }
}
