package io.postern.unix;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The name of a Unix domain socket. The server binds to {@link #unfinished}; {@link #publish} moves
 * that into place when its permissions are set, so nobody can connect before, and a socket that a
 * dead process left is replaced at once.
 */
public final class SocketFile {
  private static final System.Logger LOG = System.getLogger(SocketFile.class.getName());
  private static final String OWNER_AND_GROUP = "rw-rw----";

  private final Path path;
  private final Path unfinished;
  private boolean published;

  private SocketFile(Path path) {
    this.path = path;
    this.unfinished = path.resolveSibling(path.getFileName() + ".new");
  }

  /**
   * Takes the name.
   *
   * @throws BindException if a process answers there, or may; or if it is no socket
   */
  public static SocketFile take(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new BindException("in the way, and no socket: " + path);
      }
      if (isAnswered(path)) {
        throw new BindException("in use: " + path);
      }
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
    published = true;
  }

  /** Takes the name out of the file system, if it is ours. */
  public void remove() {
    try {
      Files.deleteIfExists(unfinished);
      if (published) {
        published = false;
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot remove {0}: {1}", path, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static boolean isAnswered(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (ConnectException nobody) {
      return false;
    } catch (IOException forbidden) {
      return true; // it may be somebody's, so it is not ours to replace
    }
  }
}
