package io.postern.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that pages are made of: the built-in ones, or an operator's own in their place. Read
 * once. Immutable.
 */
public final class Templates {
  /** Nothing but the built-in files. */
  public static final Templates BUILT_IN = new Templates(Map.of());

  static final String PAGE = "page.html";
  static final String SETUP = "setup.html";
  static final String SETTINGS = "settings.txt";
  static final String PAC = "proxy.pac";

  private static final List<String> NAMES =
      List.of(PAGE, SETUP, SETTINGS, PAC, "texts_en.properties", "texts_de.properties");
  private static final long LONGEST = 1 << 20;

  private final Map<String, String> own;

  private Templates(Map<String, String> own) {
    this.own = own;
  }

  /**
   * Reads an operator's files. Each replaces the built-in file of its name, but a file of texts
   * only the texts that it has.
   *
   * @throws IllegalArgumentException with a sentence for the operator if a file cannot be read or
   *     has a name that is not used
   */
  public static Templates in(Path directory) {
    Map<String, String> own = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".")) {
          own.put(name, read(file, name));
        }
      }
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(directory + " cannot be read", unreadable);
    }
    return new Templates(Map.copyOf(own));
  }

  /** A file's text: the operator's, or else the built-in one. */
  String text(String name) {
    String text = own.get(name);
    return text == null ? builtIn(name) : text;
  }

  /** The operator's file; null if there is none. */
  @Nullable String own(String name) {
    return own.get(name);
  }

  static String builtIn(String name) {
    try (InputStream in = Templates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file, String name) throws IOException {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(file + " is none of " + String.join(", ", NAMES));
    }
    if (Files.size(file) > LONGEST) {
      throw new IllegalArgumentException(file + " is longer than " + LONGEST + " bytes");
    }
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + " cannot be read as UTF-8", unreadable);
    }
  }
}
