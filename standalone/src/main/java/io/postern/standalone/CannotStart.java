package io.postern.standalone;

/** Why the program cannot start: something outside of it, in a sentence for the operator. */
public final class CannotStart extends Exception {
  private static final long serialVersionUID = 1;

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
