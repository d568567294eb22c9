package io.postern.standalone.cli;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory with the sample users, and a configuration file for it. */
final class DemoDirectory implements AutoCloseable {
  private final AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();

  AdDirectory directory() {
    return directory;
  }

  /** Writes a configuration for this directory, with these further lines. */
  Path config(Path folder, String more) throws IOException {
    return Files.writeString(
        folder.resolve("postern.yaml"),
        """
        directory:
          domain: corp.example.test
          servers: SERVER
          tls: { mode: none }
          request-timeout: 10s
        """
                .replace("SERVER", directory.ldapUrl())
            + more);
  }

  @Override
  public void close() {
    directory.close();
  }
}
