package io.postern.it.bed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that answers every request without a body by 200, and counts them. */
public final class OkOrigin implements AutoCloseable {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final HeadServer server;
  private final AtomicInteger requests = new AtomicInteger();

  public OkOrigin() throws IOException {
    server =
        new HeadServer(
            (target, out) -> {
              requests.incrementAndGet();
              out.write(OK);
            });
  }

  /** {@code 127.0.0.1:PORT}. */
  public String authority() {
    return server.authority();
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
