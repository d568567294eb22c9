package io.postern.it.bed;

import io.postern.embedded.TlsIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
  private final ServerSocket plain;
  private final ServerSocket secure;
  private final AtomicInteger requests = new AtomicInteger();

  public FileOrigin(Path folder) throws IOException {
    this.folder = folder;
    InetAddress address = InetAddress.getByAddress(ADDRESS);
    ServerSocketFactory tls =
        TlsIdentity.selfSigned("localhost").serverContext().getServerSocketFactory();
    plain = ServerSocketFactory.getDefault().createServerSocket(0, 100, address);
    secure = tls.createServerSocket(0, 100, address);
    spawn(() -> accept(plain));
    spawn(() -> accept(secure));
  }

  public String http() {
    return "http://127.0.0.2:" + plain.getLocalPort();
  }

  public String https() {
    return "https://127.0.0.2:" + secure.getLocalPort();
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    plain.close();
    secure.close();
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        spawn(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String target = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (target.isEmpty()) {
          target = line.split(" ")[1].split("\\?")[0];
        } else if (line.isEmpty()) {
          requests.incrementAndGet();
          answer(target, socket.getOutputStream());
          target = "";
        }
      }
    } catch (IOException broken) {
      // The client or the proxy gave it up.
    }
  }

  private void answer(String target, OutputStream out) throws IOException {
    Path file = folder.resolve(target.substring(1)).normalize();
    Path index = Files.isDirectory(file) ? file.resolve("index.html") : file;
    boolean found = index.startsWith(folder) && Files.isRegularFile(index);
    byte[] body = found ? Files.readAllBytes(index) : new byte[0];
    String type = target.endsWith("/") ? "text/html" : "application/octet-stream";
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

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "file-origin");
    thread.setDaemon(true);
    thread.start();
  }
}
