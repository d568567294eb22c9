package io.postern.it.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's own files. */
final class Sources {
  private static final Pattern TEXT_BLOCK = Pattern.compile("\"{3}\\n.*?\"{3}", Pattern.DOTALL);

  private Sources() {}

  /** The folder that holds every module. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Every Java file, of main and of test code. */
  static List<Path> java() {
    return files().filter(file -> file.toString().endsWith(".java")).toList();
  }

  /** Every text file that was written by hand. */
  static Stream<Path> files() {
    try (Stream<Path> top = Files.list(root())) {
      return top.filter(path -> !isGenerated(path)).flatMap(Sources::walk).toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  /** The lines, those in text blocks left empty. */
  static List<String> linesOfCode(Path file) {
    return TEXT_BLOCK
        .matcher(text(file))
        .replaceAll(block -> "\n".repeat((int) block.group().lines().count() - 1))
        .lines()
        .toList();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Stream<Path> walk(Path start) {
    try (Stream<Path> all = Files.walk(start)) {
      return all.filter(Files::isRegularFile).filter(file -> !isGenerated(file)).toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isGenerated(Path path) {
    for (Path part : root().relativize(path)) {
      String name = part.toString();
      if (name.equals("target") || name.equals(".git") || name.equals(".jqwik-database")) {
        return true;
      }
    }
    return false;
  }
}
