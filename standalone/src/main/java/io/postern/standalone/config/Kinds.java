package io.postern.standalone.config;

import io.postern.answer.DecisionResponse;
import io.postern.answer.SetupPage;
import io.postern.answer.Templates;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types that keys of more than one section have. */
final class Kinds {
  static final Kind.Scalar<String> TEXT = Kind.of("text", Kinds::text);
  static final Kind.Scalar<Boolean> BOOLEAN = Kind.of("true | false", Kinds::bool);
  static final Kind.Scalar<Duration> DURATION = Kind.of("duration", Kinds::duration);
  static final Kind.Scalar<URI> URL = Kind.of("URL", Kinds::url);
  static final Kind.Scalar<Endpoint> ENDPOINT = Kind.of("address:port", Endpoint::parse);

  /** Where to listen. */
  static final Kind.Scalar<SocketAddress> LISTENER =
      new Kind.Scalar<>("address:port or unix:FILE", Kinds::listener);

  /** A file that the program writes. */
  static final Kind.Scalar<Path> FILE =
      new Kind.Scalar<>("file", (text, reading) -> reading.resolve(text(text)));

  /** A file that must be there. */
  static final Kind.Scalar<Path> READABLE_FILE =
      new Kind.Scalar<>("file", (text, reading) -> readable(reading.resolve(text(text))));

  /** A directory of templates, which are read and checked. */
  static final Kind.Scalar<Templates> PAGES =
      new Kind.Scalar<>("directory", (text, reading) -> pages(reading.resolve(text(text))));

  /** A secret in the file itself, as {@code ${env:NAME}}. */
  static final Kind.Scalar<Secret.Source> SECRET =
      Kind.of(
          "secret",
          text -> {
            Secret secret = Secret.of(text);
            return () -> secret;
          });

  /** A secret in a file of its own. */
  static final Kind.Scalar<Secret.Source> SECRET_FILE =
      new Kind.Scalar<>("file", (text, reading) -> new SecretFile(reading.resolve(text(text))));

  private static final String UNIX = "unix:";
  private static final Pattern DURATION_FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Kinds() {}

  static Kind.Scalar<Integer> number(int minimum, int maximum) {
    return Kind.of(
        minimum + " to " + maximum,
        text -> {
          int number = integer(text);
          if (number < minimum || number > maximum) {
            throw new IllegalArgumentException(
                text + " is not between " + minimum + " and " + maximum);
          }
          return number;
        });
  }

  /** {@code kind}, or {@code auto}, which is empty. */
  static <T> Kind.Scalar<Optional<T>> orAuto(Kind.Scalar<T> kind) {
    return optional("auto", kind);
  }

  /** {@code kind}, or {@code word}, which is empty. */
  static <T> Kind.Scalar<Optional<T>> optional(String word, Kind.Scalar<T> kind) {
    return Kind.orWord(
        word,
        Optional.empty(),
        new Kind.Scalar<>(
            kind.name(), (text, reading) -> Optional.of(kind.parser().parse(text, reading))));
  }

  /** As it would be written. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds % 3600 == 0 && seconds > 0
        ? seconds / 3600 + "h"
        : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("holds a control character");
    }
    return text;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException('"' + text + "\" is not true or false");
    };
  }

  private static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException('"' + text + "\" is not a whole number", notOne);
    }
  }

  private static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher form = DURATION_FORM.matcher(text);
    Duration unit = form.matches() ? UNITS.get(form.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          '"' + text + "\" is not a duration such as 500ms, 2s, 5m, 1h or 7d");
    }
    return unit.multipliedBy(Integer.parseInt(form.group(1)));
  }

  private static URI url(String text) {
    String expected = '"' + text + "\" is not a URL such as https://passwords.example.com/";
    try {
      URI url = new URI(text);
      if (url.getScheme() == null || url.getHost() == null) {
        throw new IllegalArgumentException(expected);
      }
      return url;
    } catch (URISyntaxException notOne) {
      throw new IllegalArgumentException(expected, notOne);
    }
  }

  private static SocketAddress listener(String text, Reading reading) {
    return text.startsWith(UNIX)
        ? UnixDomainSocketAddress.of(reading.resolve(text.substring(UNIX.length())))
        : Endpoint.parse(text).address();
  }

  private static Templates pages(Path directory) {
    Templates templates = Templates.in(directory);
    // What pages are made here says what is wrong with them.
    new DecisionResponse("postern", null, templates);
    new SetupPage(false, null, templates);
    return templates;
  }

  private static Path readable(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no file " + file);
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("the file " + file + " cannot be read by this user");
    }
    return file;
  }
}
