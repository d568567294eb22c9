package io.postern.standalone.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/** A password or token that the configuration refers to. Its {@code toString} hides it. */
public final class Secret {
  private static final int MAXIMUM_OCTETS = 4096;

  private final byte[] octets;

  private Secret(byte[] octets) {
    this.octets = octets;
  }

  /** Where a secret comes from: it may be another one each time. Thread-safe. */
  public interface Source {
    /** The secret as it is now. */
    Secret read();
  }

  static Secret of(String text) {
    return checked(text.getBytes(StandardCharsets.UTF_8), "is empty", "");
  }

  /**
   * Reads a secret from a file of its own; one line end behind it does not count.
   *
   * @throws IllegalArgumentException if the file cannot be read, is empty, holds a line end, or may
   *     be read by everybody
   */
  static Secret read(Path file) {
    try {
      refuseIfEverybodyReads(file);
      if (Files.size(file) > MAXIMUM_OCTETS) {
        throw new IllegalArgumentException(
            "the file " + file + " is longer than " + MAXIMUM_OCTETS + " octets");
      }
      byte[] octets = Files.readAllBytes(file);
      return checked(octets, "the file " + file + " is empty", "the file " + file + ' ');
    } catch (NoSuchFileException none) {
      throw new IllegalArgumentException("there is no file " + file, none);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "the file " + file + " cannot be read by this user", unreadable);
    }
  }

  /** The secret in UTF-8: a copy. */
  public byte[] octets() {
    return octets.clone();
  }

  /** Whether {@code presented} is this secret; takes the same time wherever they differ. */
  public boolean matches(byte[] presented) {
    return java.security.MessageDigest.isEqual(octets, presented);
  }

  @Override
  public String toString() {
    return "(hidden)";
  }

  private static Secret checked(byte[] octets, String ifEmpty, String subject) {
    int length = octets.length;
    if (length > 0 && octets[length - 1] == '\n') {
      length--;
    }
    if (length > 0 && octets[length - 1] == '\r') {
      length--;
    }
    byte[] secret = Arrays.copyOf(octets, length);
    Arrays.fill(octets, (byte) 0);
    if (length == 0) {
      throw new IllegalArgumentException(ifEmpty);
    }
    for (byte octet : secret) {
      if (octet >= 0 && octet < ' ') {
        throw new IllegalArgumentException(subject + "holds more than one line");
      }
    }
    return new Secret(secret);
  }

  private static void refuseIfEverybodyReads(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IllegalArgumentException(
          "the file " + file + " can be read by everybody: chmod o-rwx " + file);
    }
  }
}
