package io.postern.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An auth-param (RFC 9110 §11.2).
 *
 * @param name compared without regard to case
 * @param value unquoted
 */
public record AuthParam(String name, String value) {

  /** The value of the first of {@code params} called {@code name}. */
  static @Nullable String value(List<AuthParam> params, String name) {
    for (AuthParam param : params) {
      if (param.name.equalsIgnoreCase(name)) {
        return param.value;
      }
    }
    return null;
  }
}
