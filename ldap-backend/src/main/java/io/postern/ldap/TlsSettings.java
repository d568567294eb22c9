package io.postern.ldap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How connections to directory servers are protected. The server's certificate is always checked,
 * its name included; there is no switch for that.
 *
 * @param mode for servers written {@code ldap:}; {@code ldaps:} is always {@link Mode#LDAPS}
 * @param caFile PEM certificates of the authorities to trust instead of the JDK's
 * @param certificateFile our own certificate chain in PEM, shown to servers that ask for one
 * @param keyFile its private key in PEM (PKCS #8, not encrypted)
 * @param allowPlaintext lets passwords cross a network unprotected
 */
public record TlsSettings(
    Mode mode,
    @Nullable Path caFile,
    @Nullable Path certificateFile,
    @Nullable Path keyFile,
    boolean allowPlaintext) {

  /** LDAPS with the JDK's authorities. */
  public static final TlsSettings LDAPS = new TlsSettings(Mode.LDAPS, null, null, null, false);

  /** No TLS: for servers on this machine. */
  public static final TlsSettings NONE = new TlsSettings(Mode.NONE, null, null, null, false);

  public TlsSettings {
    if ((certificateFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException(
          "a client certificate needs certificate-file and key-file");
    }
  }

  /** When TLS starts. */
  public enum Mode {
    /** Before the first LDAP message. */
    LDAPS,
    /** By the StartTLS operation (RFC 4511 §4.14), before anything else. */
    STARTTLS,
    /** Never. */
    NONE
  }

  /** How this server is to be reached. */
  Mode modeFor(ServerAddress server) {
    return server.secure() ? Mode.LDAPS : mode;
  }

  void check(ServerAddress server) {
    if (modeFor(server) == Mode.LDAPS && !server.secure()) {
      throw new IllegalArgumentException(
          "ldap://" + server + " with tls mode ldaps: write ldaps://, or set the mode to starttls");
    }
    if (modeFor(server) == Mode.NONE && !server.isLoopback() && !allowPlaintext) {
      throw new IllegalArgumentException(
          "ldap://"
              + server
              + " would carry passwords in plaintext: use ldaps:// or tls mode starttls"
              + " (or, knowing that, allow-plaintext: true)");
    }
  }
}
