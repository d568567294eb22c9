package io.postern.it.program;

import java.util.List;
import java.util.regex.Pattern;

/** The lines of the program's log that say nothing which an operator may want to know. */
final class Complaints {
  /** What an operator may want to know has a name. */
  private static final Pattern EVENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d [0-9:]{8} (WARN )?[a-z-]+: .*");

  private Complaints() {}

  static List<String> in(String log) {
    return log.lines().filter(line -> !EVENT.matcher(line).matches()).toList();
  }
}
