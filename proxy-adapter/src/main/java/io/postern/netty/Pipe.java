package io.postern.netty;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that octets are in on their way through the kernel, from one socket to another, without
 * coming to us.
 *
 * @param size how many octets it holds
 */
record Pipe(FileDescriptor in, FileDescriptor out, int size) {
  private static final int WANTED_SIZE = 512 * 1024;

  private static Pipe open() throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe();
    return new Pipe(ends[0], ends[1], PipeSize.set(ends[1].intValue(), WANTED_SIZE));
  }

  private void close() {
    close(in);
    close(out);
  }

  private static void close(FileDescriptor end) {
    try {
      end.close();
    } catch (IOException closed) {
      // it is gone either way
    }
  }

  /**
   * The empty pipes of one event loop. A tunnel has one only while octets are in it: ten thousand
   * idle tunnels need none, and no descriptors for them.
   */
  static final class Pool {
    /** Large pipes count against a limit of 64 MiB for a user that is not root. */
    private static final int MOST = 32;

    private final ArrayDeque<Pipe> pipes = new ArrayDeque<>();
    private final Descriptors descriptors;

    Pool(Descriptors descriptors) {
      this.descriptors = descriptors;
    }

    /** An empty pipe; null: there are no file descriptors for one. */
    @Nullable Pipe take() {
      Pipe pipe = pipes.pollLast();
      if (pipe != null) {
        return pipe;
      }
      if (!descriptors.take(2)) {
        return null;
      }
      try {
        return open();
      } catch (IOException none) {
        descriptors.give(2);
        descriptors.ranOut();
        return null;
      }
    }

    /** Takes back a pipe that is empty. */
    void put(Pipe pipe) {
      if (pipes.size() < MOST) {
        pipes.addLast(pipe);
      } else {
        drop(pipe);
      }
    }

    /** Takes back a pipe that is of no use any more. */
    void drop(Pipe pipe) {
      pipe.close();
      descriptors.give(2);
    }

    void close() {
      pipes.forEach(this::drop);
      pipes.clear();
    }
  }
}
