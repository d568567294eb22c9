package io.postern.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Content-Security-Policy of a page that stands by itself: it may run its own script, named by
 * its hash, and that script can reach nobody.
 */
final class ContentPolicy {
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  private ContentPolicy() {}

  /** The policy for a page whose style and script hold no gap. */
  static String of(String html) {
    return "default-src 'none'; img-src data:; style-src "
        + hashes(STYLE, html)
        + "; script-src "
        + hashes(SCRIPT, html)
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  private static String hashes(Pattern element, String html) {
    String hashes =
        element
            .matcher(html)
            .results()
            .map(found -> "'sha256-" + hash(found.group(1)) + "'")
            .collect(Collectors.joining(" "));
    return hashes.isEmpty() ? "'none'" : hashes;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
