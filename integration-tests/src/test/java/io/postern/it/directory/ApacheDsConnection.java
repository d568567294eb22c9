package io.postern.it.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.embedded.TlsIdentity;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import io.postern.ldap.TlsSettings.Mode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.directory.server.ldap.LdapServer;

/** The way to an ApacheDS of a test, which shows a certificate of ours. */
final class ApacheDsConnection {
  static final String BASE = "dc=example,dc=org";
  private static final TlsIdentity IDENTITY = TlsIdentity.selfSigned("localhost");
  private static final char[] KEY_STORE_PASSWORD = "changeit".toCharArray();

  private final LdapServer server;
  private final Path folder;

  /** Has the server show the certificate from now on. */
  ApacheDsConnection(LdapServer server, Path folder) throws Exception {
    this.server = server;
    this.folder = folder;
    Path keys = folder.resolve("server.p12");
    if (!Files.exists(keys)) {
      try (OutputStream out = Files.newOutputStream(keys)) {
        IDENTITY.keyStore(KEY_STORE_PASSWORD).store(out, KEY_STORE_PASSWORD);
      }
      server.setKeystoreFile(keys.toString());
      server.setCertificatePassword(new String(KEY_STORE_PASSWORD));
      server.reloadSslContext();
    }
  }

  LdapSettingsBuilder settings(Mode mode) {
    return settings(mode, IDENTITY);
  }

  /** Settings that trust this certificate. */
  LdapSettingsBuilder settings(Mode mode, TlsIdentity trusted) {
    boolean secure = mode == Mode.LDAPS;
    int port = secure ? server.getPortSSL() : server.getPort();
    try {
      Path authority = Files.createTempFile(folder, "trusted", ".pem");
      Files.writeString(authority, trusted.certificatePem());
      return LdapSettings.ldap(BASE)
          .servers(List.of(new ServerAddress(secure, "localhost", port)))
          .tls(new TlsSettings(mode, authority, null, null, false));
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
  }

  static ServiceAccount account(String dn, String password) {
    return new ServiceAccount.Simple(dn, () -> password.getBytes(UTF_8));
  }
}
