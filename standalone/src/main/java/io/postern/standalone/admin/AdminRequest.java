package io.postern.standalone.admin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request to the admin listener.
 *
 * @param name what follows the page's own path, decoded: {@code ID} of {@code /decisions/ID}
 * @param accept the Accept field; null if there is none
 * @param token what the Authorization field carries as Bearer; null if there is none
 */
public record AdminRequest(
    String method, String name, @Nullable String accept, @Nullable String token) {

  AdminRequest named(String name) {
    return new AdminRequest(method, name, accept, token);
  }

  /** Whether a person with a browser asks rather than a program. */
  public boolean wantsHtml() {
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
  }

  /** Whether a program asks. */
  boolean wantsJson() {
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("application/json");
  }

  @Override
  public String toString() {
    return method + ' ' + name;
  }
}
