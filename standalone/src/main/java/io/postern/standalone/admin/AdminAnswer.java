package io.postern.standalone.admin;

import java.nio.charset.StandardCharsets;

/**
 * An answer of the admin listener.
 *
 * @param body not to be changed
 * @param refreshSeconds after which a browser asks again; 0: it does not
 */
public record AdminAnswer(int status, String contentType, byte[] body, int refreshSeconds) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** An answer that stays. */
  public AdminAnswer(int status, String contentType, byte[] body) {
    this(status, contentType, body, 0);
  }

  /** Plain text. */
  public static AdminAnswer text(int status, String text) {
    return new AdminAnswer(status, TEXT, utf8(text));
  }

  /** JSON. */
  public static AdminAnswer json(int status, String json) {
    return new AdminAnswer(status, "application/json", utf8(json));
  }

  /** A page that stands by itself. */
  public static AdminAnswer html(String html) {
    return new AdminAnswer(200, "text/html; charset=utf-8", utf8(html));
  }

  /** The same answer, to be asked for again by itself. */
  public AdminAnswer refreshing(int seconds) {
    return new AdminAnswer(status, contentType, body, seconds);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
