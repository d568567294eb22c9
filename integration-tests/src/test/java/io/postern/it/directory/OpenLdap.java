package io.postern.it.directory;

import io.postern.embedded.TlsIdentity;
import io.postern.it.peer.Completed;
import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** OpenLDAP with its password policy and users in every state. See {@code src/test/openldap}. */
final class OpenLdap implements AutoCloseable {
  static final String BASE = "dc=example,dc=org";
  private static final Path FILES = Path.of("src", "test", "openldap").toAbsolutePath();
  private static final TlsIdentity IDENTITY = TlsIdentity.selfSigned("localhost");

  private final Path folder;
  private final int ldapPort;
  private final int ldapsPort;
  private final PeerProcess slapd;

  private OpenLdap(Path folder, int ldapPort, int ldapsPort) {
    this.folder = folder;
    this.ldapPort = ldapPort;
    this.ldapsPort = ldapsPort;
    this.slapd =
        PeerProcess.start(
                folder,
                Peers.path("slapd").toString(),
                "-f",
                folder.resolve("slapd.conf").toString(),
                "-h",
                "ldap://127.0.0.1:" + ldapPort + " ldaps://127.0.0.1:" + ldapsPort,
                "-d",
                "0")
            .awaitPort(ldapPort);
  }

  /** Starts one with its files in {@code folder}. */
  static OpenLdap start(Path folder) {
    Peers.require("slapd", "slapadd", "ldapmodify", "openssl");
    try {
      Files.createDirectory(folder.resolve("db"));
      Files.writeString(folder.resolve("server.pem"), IDENTITY.certificatePem());
      writeKey(folder);
      fill("slapd.conf", folder);
      fill("users.ldif", folder);
      run(
          folder,
          Peers.path("slapadd"),
          "-f",
          folder.resolve("slapd.conf"),
          "-l",
          folder.resolve("users.ldif"));
      OpenLdap started = new OpenLdap(folder, PeerProcess.freePort(), PeerProcess.freePort());
      // By the running server: its overlay alone writes memberOf.
      started.modify(Files.readString(FILES.resolve("groups.ldif")));
      return started;
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
  }

  LdapSettingsBuilder settings(TlsSettings.Mode mode) {
    boolean secure = mode == TlsSettings.Mode.LDAPS;
    return LdapSettings.ldap(BASE)
        .servers(List.of(new ServerAddress(secure, "localhost", secure ? ldapsPort : ldapPort)))
        .tls(new TlsSettings(mode, folder.resolve("server.pem"), null, null, false));
  }

  static ServiceAccount service() {
    return new ServiceAccount.Simple(
        "cn=svc," + BASE, () -> "search".getBytes(StandardCharsets.UTF_8));
  }

  /** An account that sees what the password policy keeps, and may change it. */
  static ServiceAccount administrator() {
    return new ServiceAccount.Simple(
        "cn=admin," + BASE, () -> "admin".getBytes(StandardCharsets.UTF_8));
  }

  /** Changes entries as another client does. */
  void modify(String ldif) {
    try {
      Path file = Files.writeString(folder.resolve("change.ldif"), ldif);
      run(
          folder,
          Peers.path("ldapmodify"),
          "-x",
          "-H",
          "ldap://127.0.0.1:" + ldapPort,
          "-D",
          "cn=admin," + BASE,
          "-w",
          "admin",
          "-f",
          file);
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
  }

  @Override
  public void close() {
    slapd.close();
  }

  /** In the form with the public key in it: GnuTLS, which slapd may be built with, wants that. */
  private static void writeKey(Path folder) throws IOException {
    Path bare = Files.writeString(folder.resolve("bare.key"), IDENTITY.keyPem());
    run(folder, "openssl", "ec", "-in", bare, "-out", folder.resolve("server.key"));
  }

  private static void run(Path folder, Object... command) {
    Completed completed = Completed.run(folder, command);
    if (completed.exit() != 0) {
      throw new AssertionError(completed.output());
    }
  }

  private static void fill(String name, Path folder) throws IOException {
    String now =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    Files.writeString(
        folder.resolve(name),
        Files.readString(FILES.resolve(name))
            .replace("@SCHEMA@", folder("ldap/schema", "/etc", "/etc/openldap", "/usr/share"))
            .replace("@MODULES@", folder("ldap", "/usr/lib", "/usr/lib64", "/usr/libexec"))
            .replace("@FOLDER@", folder.toString())
            .replace("@NOW@", now));
  }

  private static String folder(String name, String... above) {
    return Stream.of(above)
        .map(path -> Path.of(path, name))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> new AssertionError("OpenLDAP's " + name + " is not where it usually is"))
        .toString();
  }
}
