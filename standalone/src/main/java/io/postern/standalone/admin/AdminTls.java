package io.postern.standalone.admin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * TLS for the admin listener: files that change are read again with the next connection, and what
 * cannot be used changes nothing. Confined to the listener's event loop.
 */
final class AdminTls {
  private static final Logger LOG = LoggerFactory.getLogger(AdminTls.class);
  private static final Marker READ = MarkerFactory.getMarker("admin-certificate-read");
  private static final Marker UNUSABLE = MarkerFactory.getMarker("admin-certificate-unusable");

  private final TlsFiles files;
  private FileTime changed;
  private SslContext context;

  AdminTls(TlsFiles files) throws IOException {
    this.files = files;
    this.changed = files.changed();
    this.context = files.read();
  }

  /** The handler for a new connection. */
  SslHandler handler(ByteBufAllocator allocator) {
    refresh();
    return context.newHandler(allocator);
  }

  private void refresh() {
    try {
      FileTime now = files.changed();
      if (!now.equals(changed)) {
        changed = now;
        context = files.read();
        LOG.info(READ, "the admin listener's certificate was read again");
      }
    } catch (IOException unusable) {
      LOG.warn(UNUSABLE, "the certificate of before is used: {}", unusable.getMessage());
    }
  }
}
