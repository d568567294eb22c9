package io.postern.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.TlsIdentity;
import io.postern.standalone.admin.AdminAnswer;
import io.postern.standalone.admin.AdminPages;
import io.postern.standalone.admin.AdminServer;
import io.postern.standalone.admin.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener with TLS, and those of our own commands that ask it. */
class AdminClientTest {
  private static final AdminPages PAGES =
      new AdminPages().page("/users/", request -> AdminAnswer.text(200, request.name()));

  @TempDir private Path folder;

  @Test
  void get_listenerWithTls_isTrustedByItsFile() throws IOException {
    TlsFiles files = identity("ours", 1);
    try (AdminServer server = start(files)) {
      assertThat(ask(server, files)).isEqualTo("müller");
    }
  }

  @Test
  void get_anotherCertificateThanTheFiles_isNoAnswer() throws IOException {
    try (AdminServer server = start(identity("ours", 1))) {
      assertThat(ask(server, identity("theirs", 1))).isNull();
      assertThat(ask(server, null)).isNull();
    }
  }

  @Test
  void get_filesThatChange_areReadAgain() throws IOException {
    TlsFiles files = identity("ours", 1);
    try (AdminServer server = start(files)) {
      identity("ours", 2);
      assertThat(ask(server, files)).isEqualTo("müller");

      Path before = Files.copy(files.certificate(), folder.resolve("before.pem"));
      write(files.certificate(), "no certificate", 3);
      assertThat(ask(server, new TlsFiles(before, files.key()))).isEqualTo("müller");
    }
  }

  private static AdminServer start(TlsFiles files) throws IOException {
    return AdminServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), files, PAGES);
  }

  private static @Nullable String ask(AdminServer server, @Nullable TlsFiles files) {
    HttpResponse<String> answer =
        new AdminClient(server.address(), files).get("/users/", "müller", false);
    return answer == null ? null : answer.body();
  }

  /** A new certificate and key in the files of this name. */
  private TlsFiles identity(String name, int second) throws IOException {
    TlsIdentity identity = TlsIdentity.selfSigned("elsewhere.example");
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    write(certificate, identity.certificatePem(), second);
    write(key, identity.keyPem(), second);
    return new TlsFiles(certificate, key);
  }

  /** Changed at another second each time, as files are that an administrator replaces. */
  private static void write(Path file, String text, int second) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
  }
}
