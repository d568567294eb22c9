package io.postern.standalone.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** The files that a first configuration consists of: the file itself, and what stands beside it. */
public final class NewFiles {
  private final Path config;
  private final boolean replace;

  public NewFiles(Path config, boolean replace) {
    this.config = config;
    this.replace = replace;
  }

  /** Writes the configuration. */
  public void write(String yaml) throws IOException {
    write(config, yaml.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Writes a file beside it. */
  public Path write(String name, String text) throws IOException {
    Path file = config.resolveSibling(name);
    write(file, text.getBytes(StandardCharsets.UTF_8), false);
    return file;
  }

  /**
   * Writes a file beside it that only its owner can read; and the folder's group, if that is
   * another than the owner's and the folder is closed to everybody else: the service's, in the
   * package's.
   */
  public Path writeSecret(String name, byte[] secret) throws IOException {
    Path file = config.resolveSibling(name);
    write(file, secret, true);
    if (isPosix(file)) {
      shareWithGroup(file);
    }
    return file;
  }

  private static void shareWithGroup(Path file) throws IOException {
    PosixFileAttributes folder =
        Files.readAttributes(file.toAbsolutePath().getParent(), PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (folder.permissions().equals(PosixFilePermissions.fromString("rwxr-x---"))
        && !folder.group().equals(view.readAttributes().group())) {
      view.setGroup(folder.group());
      view.setPermissions(PosixFilePermissions.fromString("rw-r-----"));
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** How the configuration names a file: relative to itself, if it is beside it. */
  public String named(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = config.toAbsolutePath().normalize().getParent();
    boolean beside = folder != null && folder.equals(absolute.getParent());
    return beside ? String.valueOf(absolute.getFileName()) : absolute.toString();
  }

  private void write(Path file, byte[] octets, boolean secret) throws IOException {
    if (replace) {
      Files.deleteIfExists(file);
    } else if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), octets)) {
      return; // of an interview that was broken off
    }
    FileAttribute<?>[] attributes =
        secret && isPosix(file)
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, attributes);
    } catch (FileAlreadyExistsException there) {
      throw new IOException(file + ": it is there already (--force replaces it)", there);
    }
    Files.write(file, octets, StandardOpenOption.WRITE);
  }
}
