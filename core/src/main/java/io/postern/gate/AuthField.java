package io.postern.gate;

/** Which pair of fields carries the question and the answer (RFC 9110 §11.6 and §11.7). */
public enum AuthField {
  /** A proxy asks. */
  PROXY(407, "Proxy-Authenticate", "Proxy-Authorization"),
  /** An origin server asks, or a gateway in its place. */
  ORIGIN(401, "WWW-Authenticate", "Authorization");

  private final int status;
  private final String challengeField;
  private final String credentialsField;

  AuthField(int status, String challengeField, String credentialsField) {
    this.status = status;
    this.challengeField = challengeField;
    this.credentialsField = credentialsField;
  }

  /** The status code that goes with a challenge. */
  public int status() {
    return status;
  }

  public String challengeField() {
    return challengeField;
  }

  public String credentialsField() {
    return credentialsField;
  }
}
