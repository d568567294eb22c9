package io.postern.standalone.admin;

import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsyncMapping;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * TLS for the admin listener: files that change are read again with the next connection, and what
 * cannot be used changes nothing. The event loop asks, a worker with one thread looks at the files.
 */
final class AdminTls implements AsyncMapping<String, SslContext> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminTls.class);
  private static final Marker READ = MarkerFactory.getMarker("admin-certificate-read");
  private static final Marker UNUSABLE = MarkerFactory.getMarker("admin-certificate-unusable");
  private static final int LONGEST_HELLO = 64 << 10;
  private static final long HANDSHAKE_MILLIS = 10_000;

  private final TlsFiles files;
  private final Executor worker;
  private FileTime changed;
  private SslContext context;

  AdminTls(TlsFiles files, Executor worker) throws IOException {
    this.files = files;
    this.worker = worker;
    this.changed = files.changed();
    this.context = files.read();
  }

  /** The handler for a new connection. */
  SniHandler handler() {
    return new SniHandler(this, LONGEST_HELLO, HANDSHAKE_MILLIS);
  }

  /** Whatever name the client asks for, there is one certificate. */
  @Override
  public Future<SslContext> map(@Nullable String name, Promise<SslContext> promise) {
    worker.execute(() -> promise.trySuccess(current()));
    return promise;
  }

  private SslContext current() {
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
    return context;
  }
}
