package io.postern.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer that runs, with its output in a file. Closing it ends it and those it started. */
public final class PeerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(5);

  private final Process process;
  private final Path output;
  private boolean stalled;

  private PeerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a program, with its output in {@code folder}. */
  public static PeerProcess start(Path folder, Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile(folder, Path.of(command[0]).getFileName() + "-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      return new PeerProcess(builder.start(), output);
    } catch (IOException cannotStart) {
      throw new UncheckedIOException(cannotStart);
    }
  }

  public static PeerProcess start(Path folder, String... command) {
    return start(folder, Map.of(), command);
  }

  /**
   * A port of 127.0.0.1 that nobody listened on a moment ago, for peers that cannot choose one. It
   * is below those that the kernel gives to connections: none of them takes it meanwhile.
   */
  public static int freePort() {
    for (int attempt = 1; ; attempt++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(
            new InetSocketAddress(
                "127.0.0.1", ThreadLocalRandom.current().nextInt(10_000, 16_384)));
        return socket.getLocalPort();
      } catch (IOException taken) {
        if (attempt == 100) {
          throw new UncheckedIOException(taken);
        }
      }
    }
  }

  /** Waits until the peer accepts connections; fails with its output if it ends before that. */
  public PeerProcess awaitPort(int port) {
    long deadline = System.nanoTime() + START.toNanos();
    while (!accepts(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new AssertionError("does not listen on " + port + ":\n" + output());
      }
      awaitEndBriefly();
    }
    return this;
  }

  /** Waits until the peer has ended by itself, and returns its exit code. */
  public int awaitEnd(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new AssertionError("did not end within " + within + ":\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** All that it has printed so far. */
  public String output() {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops it where it stands (SIGSTOP): its connections stay open, nothing is answered. */
  public void stall() {
    signal("STOP");
    stalled = true;
  }

  /** Lets it go on (SIGCONT). */
  public void resume() {
    signal("CONT");
    stalled = false;
  }

  /** Asks it to read its configuration again (SIGHUP). */
  public void hangUp() {
    signal("HUP");
  }

  /** Asks it to end (SIGTERM). */
  public void terminate() {
    signal("TERM");
  }

  @Override
  public void close() {
    if (stalled && process.isAlive()) {
      resume();
    }
    List<ProcessHandle> family =
        Stream.concat(process.toHandle().descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("cannot send SIG" + name);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEndBriefly() {
    try {
      boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
      assert !ended || !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
