package io.postern.standalone.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where an access log goes. Each call opens it anew, so that a log can be rotated. */
@FunctionalInterface
public interface AccessLogTarget {

  OutputStream open() throws IOException;

  /** A file that is appended to. */
  static AccessLogTarget file(Path file) {
    return () ->
        Files.newOutputStream(
            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
  }

  /** A stream that stays open, such as the standard output. */
  static AccessLogTarget stream(OutputStream stream) {
    return () -> new StaysOpen(stream);
  }

  /** Passes everything on but {@link #close}. */
  final class StaysOpen extends OutputStream {
    private final OutputStream stream;

    private StaysOpen(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int octet) throws IOException {
      stream.write(octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      stream.write(octets, offset, length);
    }

    @Override
    public void flush() throws IOException {
      stream.flush();
    }

    @Override
    public void close() throws IOException {
      stream.flush();
    }
  }
}
