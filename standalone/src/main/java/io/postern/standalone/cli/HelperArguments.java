package io.postern.standalone.cli;

import io.postern.squid.Channels;
import io.postern.squid.HelperOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a thin {@code postern squid-helper} needs to know, read without the libraries that read
 * command lines and YAML: they take longer to load than all the rest.
 */
record HelperArguments(HelperOptions options, @Nullable Path socket) {
  private static final Pattern SOCKET_KEY =
      Pattern.compile(
          "(?m)^squid-helper:\\s*(?:#.*)?(?:\\{\\s*|\\R(?:[ \\t]*#.*\\R)*[ \\t]+)socket:"
              + "\\s*(?:\"([^\"\\n]+)\"|'([^'\\n]+)'|([^\\s,}#]+))");

  /**
   * Reads the command line.
   *
   * @return null if there is something in it that the real parser had better look at
   */
  static @Nullable HelperArguments parse(List<String> arguments) {
    Deque<String> rest = new ArrayDeque<>();
    for (String argument : arguments) {
      boolean joined = argument.startsWith("--") && argument.indexOf('=') > 0;
      rest.addAll(joined ? List.of(argument.split("=", 2)) : List.of(argument));
    }
    Path config = Path.of("postern.yaml");
    Path socket = null;
    HelperOptions options = HelperOptions.BASIC;
    while (!rest.isEmpty()) {
      String option = rest.pop();
      boolean valued = List.of("-c", "--config", "--socket", "--channels").contains(option);
      String value = valued ? rest.poll() : "";
      Channels channels = option.equals("--channels") ? channels(value) : Channels.AUTO;
      if (value == null || channels == null) {
        return null;
      }
      switch (option) {
        case "-c", "--config" -> config = Path.of(value);
        case "--socket" -> socket = Path.of(value);
        case "--channels" -> options = options.with(channels);
        case "--acl" -> options = options.withAcl();
        case "--deny-by-note" -> options = options.withDenyByNote();
        case "--group-notes" -> options = options.withGroupNotes();
        default -> {
          return null;
        }
      }
    }
    return new HelperArguments(options, socket == null ? socketIn(config) : socket);
  }

  private static @Nullable Channels channels(@Nullable String word) {
    for (Channels channels : Channels.values()) {
      if (channels.name().toLowerCase(Locale.ROOT).equals(word)) {
        return channels;
      }
    }
    return null;
  }

  /** The one key that matters here; if it is written in another way, the real reader finds it. */
  private static @Nullable Path socketIn(Path config) {
    try {
      Matcher key = SOCKET_KEY.matcher(Files.readString(config, StandardCharsets.UTF_8));
      if (!key.find()) {
        return null;
      }
      String quoted = key.group(1) == null ? key.group(2) : key.group(1);
      String path = quoted == null ? key.group(3) : quoted;
      return path.contains("${") ? null : config.toAbsolutePath().resolveSibling(path);
    } catch (IOException unreadable) {
      return null;
    }
  }
}
