package io.postern.it.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a running Postern holds, as Linux and its own metrics say it.
 *
 * @param heapKib what is used of the heap, rubbish included
 * @param bufferKib what Netty has taken outside of the heap
 */
public record Footprint(
    long residentKib,
    long descriptors,
    long threads,
    long connections,
    long heapKib,
    long bufferKib) {

  /** Takes the measures of a process with this admin listener. */
  public static Footprint of(long pid, String admin) {
    String metrics = metrics(admin);
    return new Footprint(
        residentKib(pid),
        descriptors(pid),
        status(pid, "Threads:"),
        (long) sum(metrics, "postern_proxy_connections"),
        (long) sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}") / 1024,
        (long) sum(metrics, "postern_proxy_buffers_bytes") / 1024);
  }

  /** How much of a process is resident. */
  public static long residentKib(long pid) {
    return status(pid, "VmRSS:");
  }

  private static long status(long pid, String name) {
    try {
      return Files.readAllLines(proc(pid, "status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static long descriptors(long pid) {
    try (Stream<Path> open = Files.list(proc(pid, "fd"))) {
      return open.count();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static Path proc(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  private static String metrics(String admin) {
    try (InputStream in = URI.create("http://" + admin + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException silent) {
      throw new UncheckedIOException(silent);
    }
  }

  private static double sum(String metrics, String series) {
    List<MatchResult> lines =
        Pattern.compile("(?m)^" + series + " (\\S+)$").matcher(metrics).results().toList();
    if (lines.isEmpty()) {
      throw new AssertionError("no " + series + " in " + metrics);
    }
    return lines.stream().mapToDouble(line -> Double.parseDouble(line.group(1))).sum();
  }
}
