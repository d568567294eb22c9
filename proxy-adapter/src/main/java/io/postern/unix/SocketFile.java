package io.postern.unix;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The name of a Unix domain socket. The server binds to {@link #unfinished}; {@link #publish} moves
 * that into place when its permissions are set, so nobody can connect before, and a socket that a
 * dead process left is replaced at once.
 */
public final class SocketFile {
  private static final String OWNER_AND_GROUP = "rw-rw----";

  private final Path path;
  private final Path unfinished;

  private SocketFile(Path path) {
    this.path = path;
    this.unfinished = path.resolveSibling(path.getFileName() + ".new");
  }

  /**
   * Takes the name.
   *
   * @throws BindException if a process answers there
   */
  public static SocketFile take(Path path) throws IOException {
    if (Files.exists(path) && isAnswered(path)) {
      throw new BindException("in use: " + path);
    }
    SocketFile file = new SocketFile(path);
    Files.deleteIfExists(file.unfinished);
    return file;
  }

  /** Where to bind. */
  public Path unfinished() {
    return unfinished;
  }

  /** Shows the bound socket to its owner and its group. */
  public void publish() throws IOException {
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(OWNER_AND_GROUP));
    Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Takes the name out of the file system. */
  public void remove() throws IOException {
    Files.deleteIfExists(unfinished);
    Files.deleteIfExists(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static boolean isAnswered(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }
}
