package io.postern.it.bed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An origin that takes its time in the midst of each answer, and knows what it was asked for. */
public final class SlowOrigin implements AutoCloseable {
  /** What each answer's body is. */
  public static final String BODY = "0123456789".repeat(1_000);

  private static final long PAUSE_MILLIS = 100;

  private final HeadServer server;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  public SlowOrigin() throws IOException {
    server = new HeadServer(this::answer);
  }

  /** {@code 127.0.0.1:PORT}. */
  public String authority() {
    return server.authority();
  }

  /** The paths that arrived here. */
  public Set<String> asked() {
    return Set.copyOf(asked);
  }

  @Override
  public void close() throws IOException {
    server.close();
    clock.shutdownNow();
  }

  private void answer(String target, OutputStream out)
      throws IOException, ExecutionException, InterruptedException {
    asked.add(target);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
    int half = BODY.length() / 2;
    out.write((head + BODY.substring(0, half)).getBytes(StandardCharsets.US_ASCII));
    clock.schedule(() -> {}, PAUSE_MILLIS, TimeUnit.MILLISECONDS).get();
    out.write(BODY.substring(half).getBytes(StandardCharsets.US_ASCII));
  }
}
