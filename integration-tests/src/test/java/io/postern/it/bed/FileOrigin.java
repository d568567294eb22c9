package io.postern.it.bed;

import io.postern.embedded.TlsIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A web server of files on 127.0.0.2, which no client takes for its own machine: in plaintext and
 * with a certificate of its own.
 */
public final class FileOrigin implements AutoCloseable {
  private static final byte[] ADDRESS = {127, 0, 0, 2};

  private final Path folder;
  private final HeadServer plain;
  private final HeadServer secure;
  private final AtomicInteger requests = new AtomicInteger();

  public FileOrigin(Path folder) throws IOException {
    this.folder = folder;
    plain = new HeadServer(ADDRESS, ServerSocketFactory.getDefault(), this::answer);
    ServerSocketFactory tls =
        TlsIdentity.selfSigned("localhost").serverContext().getServerSocketFactory();
    secure = new HeadServer(ADDRESS, tls, this::answer);
  }

  public String http() {
    return "http://" + plain.authority();
  }

  public String https() {
    return "https://" + secure.authority();
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    plain.close();
    secure.close();
  }

  private void answer(String target, OutputStream out) throws IOException {
    requests.incrementAndGet();
    String path = target.split("\\?")[0];
    Path file = folder.resolve(path.substring(1)).normalize();
    Path index = Files.isDirectory(file) ? file.resolve("index.html") : file;
    boolean found = index.startsWith(folder) && Files.isRegularFile(index);
    byte[] body = found ? Files.readAllBytes(index) : new byte[0];
    String type = path.endsWith("/") ? "text/html" : "application/octet-stream";
    String head =
        (found ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found")
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
  }
}
