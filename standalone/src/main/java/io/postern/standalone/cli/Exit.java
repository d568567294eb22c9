package io.postern.standalone.cli;

/** The exit codes that scripts rely on. */
final class Exit {
  static final int FINE = 0;

  /** It failed while it ran. */
  static final int FAILED = 1;

  /** What was typed, or the configuration file, is wrong. */
  static final int USAGE = 2;

  /** The directory cannot be asked. */
  static final int UNREACHABLE = 3;

  /** The directory, or an access rule, says no. */
  static final int REFUSED = 4;

  private Exit() {}
}
