package io.postern.standalone.cli;

import io.postern.standalone.admin.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the admin listener of a server that runs. */
final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String origin;
  private final @Nullable TlsFiles tls;

  /**
   * A client of the server that listens here; an address of all interfaces is reached on loopback.
   */
  AdminClient(InetSocketAddress listen, @Nullable TlsFiles tls) {
    this.tls = tls;
    InetAddress address = listen.getAddress();
    String host =
        address == null || address.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : address.getHostAddress();
    this.origin =
        (tls == null ? "http://" : "https://")
            + (host.indexOf(':') < 0 ? host : '[' + host + ']')
            + ':'
            + listen.getPort();
  }

  /** Where it asks. */
  String origin() {
    return origin;
  }

  /** The page with this name below {@code path}; null if nobody answers. */
  @Nullable HttpResponse<String> get(String path, String name, boolean json) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + path + encoded))
            .timeout(PATIENCE)
            .header("Accept", json ? "application/json" : "text/plain")
            .build();
    try {
      HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
      if (tls != null) {
        client.sslContext(Pinned.to(tls.certificate()));
      }
      return client.build().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException nobody) {
      return null;
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
