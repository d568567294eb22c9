package io.postern.standalone.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks questions on the terminal. Where there is none, the answers are lines of the input. */
final class Prompt {
  private final Terminal terminal;
  private final boolean silent;

  /**
   * A prompt.
   *
   * @param silent takes every default and asks nothing
   */
  Prompt(Terminal terminal, boolean silent) {
    this.terminal = terminal;
    this.silent = silent;
  }

  /** Whether somebody is asked. */
  boolean asks() {
    return !silent;
  }

  /**
   * Asks; the answer is {@code given} if that is not null, and {@code otherwise} if it is blank.
   */
  String ask(String question, @Nullable String given, String otherwise) {
    if (given != null || silent) {
      return given == null ? otherwise : given;
    }
    String hint = otherwise.isEmpty() ? "" : " [" + otherwise + ']';
    terminal.out().print(question + hint + ": ");
    terminal.out().flush();
    String answer = line();
    if (System.console() == null) {
      terminal.out().println(answer); // nobody has typed it here
    }
    return answer.isBlank() ? otherwise : answer.strip();
  }

  /** Asks for yes or no; no, where nobody is asked. */
  boolean confirm(String question) {
    String answer = ask(question + " (yes/no)", null, "no");
    return answer.equalsIgnoreCase("yes") || answer.equalsIgnoreCase("y");
  }

  /** Asks for the password of {@code user}; null if there is none, which has then been told. */
  byte @Nullable [] password(String user) {
    return Password.read(terminal, "postern init", user, System.console() == null);
  }

  private String line() {
    try {
      return new String(terminal.line(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
