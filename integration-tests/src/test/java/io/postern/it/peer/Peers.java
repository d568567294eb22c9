package io.postern.it.peer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which peers are installed. A test that needs one says so first: where the peer is not installed,
 * the test is skipped and the peer is named in the output; where the system property {@code
 * peers.required} lists it (or is {@code true}), the test fails.
 */
public final class Peers {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final Set<String> NAMED = ConcurrentHashMap.newKeySet();

  /** Daemons are outside the search path of those who are not root. */
  private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/bin");

  private Peers() {}

  /** Goes on only if every one of these programs is installed. */
  public static void require(String... names) {
    for (String name : names) {
      if (find(name) == null) {
        String missing = "peer not installed: " + name;
        if (isRequired(name)) {
          throw new AssertionError(missing);
        }
        if (NAMED.add(name)) {
          LOG.warn("{}: its tests are skipped", missing);
        }
        throw new TestAbortedException(missing);
      }
    }
  }

  /** Where a program is that {@link #require} has found. */
  public static Path path(String name) {
    Path path = find(name);
    if (path == null) {
      throw new IllegalStateException("not required before: " + name);
    }
    return path;
  }

  private static @Nullable Path find(String name) {
    Stream<String> folders =
        Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
            MORE_FOLDERS.stream());
    return folders
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static boolean isRequired(String name) {
    String required = System.getProperty("peers.required", "");
    return required.equals("true") || List.of(required.split(",")).contains(name);
  }
}
