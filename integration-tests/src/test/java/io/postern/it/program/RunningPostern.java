package io.postern.it.program;

import io.postern.it.peer.Eventually;
import io.postern.it.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The packaged program, run with a configuration file. */
public final class RunningPostern implements AutoCloseable {
  /** The program. */
  public static final Path JAR = Path.of(System.getProperty("postern.jar"));

  private static final Pattern READY =
      Pattern.compile(
          "accepts clients on (127\\.0\\.0\\.1:\\d+); admin on http://(127\\.0\\.0\\.1:\\d+)/");
  private static final Duration START = Duration.ofSeconds(60);

  private final PeerProcess process;
  private final String proxy;
  private final String admin;

  private RunningPostern(PeerProcess process, String proxy, String admin) {
    this.process = process;
    this.proxy = proxy;
    this.admin = admin;
  }

  /** Starts it, with its configuration in {@code folder}, and waits until it is ready. */
  public static RunningPostern start(Path folder, String configuration, String... jvmOptions) {
    return start(List.of(), JAR, folder, configuration, jvmOptions);
  }

  /** Starts it with at most so many files open. */
  public static RunningPostern start(Path folder, String configuration, int files) {
    return startBy("ulimit -n " + files + " && exec \"$@\"", folder, configuration);
  }

  /** Starts it from another file. */
  public static RunningPostern startFrom(Path jar, Path folder, String configuration) {
    return start(List.of(), jar, folder, configuration);
  }

  /** Has a shell start it: the program and its arguments are those of the shell's script. */
  public static RunningPostern startBy(String script, Path folder, String configuration) {
    return start(List.of("sh", "-c", script, "postern"), JAR, folder, configuration);
  }

  private static RunningPostern start(
      List<String> before, Path jar, Path folder, String configuration, String... jvmOptions) {
    Path file = folder.resolve("postern.yaml");
    try {
      Files.writeString(file, configuration);
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of("run", "--config", file.toString()));
    PeerProcess process = PeerProcess.start(folder, command.toArray(String[]::new));
    return Eventually.see("that it accepts clients", START, () -> of(process));
  }

  /** {@code 127.0.0.1:PORT} of the proxy. */
  public String proxy() {
    return proxy;
  }

  /** {@code 127.0.0.1:PORT} of the admin listener. */
  public String admin() {
    return admin;
  }

  public PeerProcess process() {
    return process;
  }

  /** What it has said that is no event: defects of ours, libraries' complaints, stack traces. */
  public List<String> complaints() {
    return Complaints.in(process.output());
  }

  @Override
  public void close() {
    process.close();
  }

  private static @Nullable RunningPostern of(PeerProcess process) {
    String output = process.output();
    if (!process.isAlive()) {
      throw new AssertionError(output);
    }
    Matcher ready = READY.matcher(output);
    return ready.find() ? new RunningPostern(process, ready.group(1), ready.group(2)) : null;
  }
}
