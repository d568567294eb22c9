package io.postern.standalone.admin;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * The admin listener's certificate with those that lead to its issuer, and its private key, both in
 * PEM.
 */
public record TlsFiles(Path certificate, Path key) {

  /**
   * What the files hold now.
   *
   * @throws IOException with a sentence for the operator
   */
  SslContext read() throws IOException {
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IllegalArgumentException | IOException unusable) {
      throw new IOException(
          "cannot use " + certificate + " with " + key + ": " + unusable.getMessage(), unusable);
    }
  }

  /** When either of them was changed last. */
  FileTime changed() throws IOException {
    FileTime first = Files.getLastModifiedTime(certificate);
    FileTime second = Files.getLastModifiedTime(key);
    return first.compareTo(second) > 0 ? first : second;
  }
}
