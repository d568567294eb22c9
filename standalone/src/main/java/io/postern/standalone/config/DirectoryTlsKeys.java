package io.postern.standalone.config;

import io.postern.ldap.TlsSettings;
import java.nio.file.Path;
import java.util.List;

/** The keys of {@code directory.tls}. */
final class DirectoryTlsKeys {
  private static final String SECTION = "directory.tls";

  private static final Key<TlsSettings.Mode> MODE =
      Key.of(
          SECTION + ".mode",
          Kind.oneOf(TlsSettings.Mode.class),
          "ldaps",
          "starttls",
          "`ldaps`; `starttls`; or `none`, for a server on this machine. The server's certificate"
              + " and its name are always checked.");

  private static final Key<Path> CA_FILE =
      Key.optional(
          SECTION + ".ca-file",
          Kinds.READABLE_FILE,
          "what the JDK trusts",
          "/etc/postern/corp-ca.pem",
          "The authorities, in PEM, one of which must have issued the server's certificate.");

  private static final Key<Path> CERTIFICATE_FILE =
      Key.optional(
          SECTION + ".certificate-file",
          Kinds.READABLE_FILE,
          "none is shown",
          "/etc/postern/client.pem",
          "Our own certificate, in PEM, for servers that ask for one.");

  private static final Key<Path> KEY_FILE =
      Key.optional(
          SECTION + ".key-file",
          Kinds.READABLE_FILE,
          "none is shown",
          "/etc/postern/client.key",
          "Its private key, in PEM (PKCS #8, not encrypted).");

  private static final Key<Boolean> ALLOW_PLAINTEXT =
      Key.of(
          SECTION + ".allow-plaintext",
          Kinds.BOOLEAN,
          "false",
          "true",
          "Whether, with mode `none`, passwords may cross a network for everybody on it to read.");

  static final List<Key<?>> KEYS =
      List.of(MODE, CA_FILE, CERTIFICATE_FILE, KEY_FILE, ALLOW_PLAINTEXT);

  private DirectoryTlsKeys() {}

  static void check(Values values) {
    if (values.has(CERTIFICATE_FILE) != values.has(KEY_FILE)) {
      values.problem(SECTION, "certificate-file and key-file belong together");
    }
  }

  static TlsSettings settings(Values values) {
    return new TlsSettings(
        values.get(MODE),
        values.find(CA_FILE),
        values.find(CERTIFICATE_FILE),
        values.find(KEY_FILE),
        values.get(ALLOW_PLAINTEXT));
  }
}
