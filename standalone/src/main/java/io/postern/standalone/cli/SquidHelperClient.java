package io.postern.standalone.cli;

import io.postern.squid.HelperClient;
import io.postern.squid.HelperClient.Patience;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@code postern squid-helper} where a Postern runs: starts in a fraction of the usual time. */
public final class SquidHelperClient {
  /** The command's name. */
  public static final String COMMAND = "squid-helper";

  /** A restart of Postern takes less. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private SquidHelperClient() {}

  /**
   * Does the whole command, if a Postern runs.
   *
   * @return false, with nothing read, if it is for the whole program to do
   */
  public static boolean run(List<String> arguments) {
    HelperArguments read = HelperArguments.parse(arguments);
    if (read == null || read.socket() == null) {
      return false;
    }
    try (InputStream in = new FileInputStream(FileDescriptor.in);
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
      return HelperClient.run(read.socket(), read.options(), in, out, patience());
    } catch (IOException squidIsGone) {
      return true;
    }
  }

  /** How long to wait; at the start, counted from when Squid started this process. */
  static Patience patience() {
    Instant now = Instant.now();
    Duration spent =
        Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    Duration left = PATIENCE.minus(spent);
    return new Patience(left.isNegative() ? Duration.ZERO : left, PATIENCE);
  }
}
