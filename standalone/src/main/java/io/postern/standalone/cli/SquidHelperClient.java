package io.postern.standalone.cli;

import io.postern.squid.HelperClient;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** {@code postern squid-helper} where a Postern runs: starts in a fraction of the usual time. */
public final class SquidHelperClient {
  /** The command's name. */
  public static final String COMMAND = "squid-helper";

  /** A restart of Postern takes less; and Squid's clients wait for no longer. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

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
      return HelperClient.run(read.socket(), read.options(), in, out, PATIENCE);
    } catch (IOException squidIsGone) {
      return true;
    }
  }
}
