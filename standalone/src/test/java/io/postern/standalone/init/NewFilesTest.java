package io.postern.standalone.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFilesTest {
  @TempDir private Path folder;

  @Test
  void writeSecret_ownFolder_isTheOwnersAlone() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

    assertThat(permissions(secret())).isEqualTo("rw-------");
  }

  @Test
  void writeSecret_folderOfAServicesGroup_letsThatGroupRead() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give groups away");
    GroupPrincipal service =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("daemon");
    Files.getFileAttributeView(folder, PosixFileAttributeView.class).setGroup(service);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

    Path secret = secret();

    assertThat(permissions(secret)).isEqualTo("rw-r-----");
    assertThat(Files.getAttribute(secret, "posix:group")).isEqualTo(service);
  }

  private Path secret() throws IOException {
    return new NewFiles(folder.resolve("postern.yaml"), false)
        .writeSecret("ldap-password", new byte[] {1});
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
