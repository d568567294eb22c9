package io.postern.it.outage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.basic.BasicScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Locale;

/** A client that makes one request on a connection of its own. */
record ProxyClient(String proxy, String origin) {

  /** An answer's status, and its Retry-After or -1. */
  record Answer(int status, int retryAfterSeconds) {}

  /** Fails if the answer takes longer than {@code patienceMillis}. */
  Answer get(String user, String password, int patienceMillis) {
    String[] address = proxy.split(":");
    String request =
        "GET http://"
            + origin
            + "/ HTTP/1.1\r\nHost: "
            + origin
            + "\r\nConnection: close\r\nProxy-Authorization: "
            + BasicScheme.fieldValue(user.getBytes(UTF_8), password.getBytes(UTF_8))
            + "\r\n\r\n";
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setSoTimeout(patienceMillis);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return read(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException failed) {
      throw new UncheckedIOException(user + " got no answer", failed);
    }
  }

  private static Answer read(String answer) {
    int retryAfter =
        answer
            .lines()
            .map(line -> line.toLowerCase(Locale.ROOT))
            .filter(line -> line.startsWith("retry-after: "))
            .mapToInt(line -> Integer.parseInt(line.substring(13)))
            .findFirst()
            .orElse(-1);
    return new Answer(Integer.parseInt(answer.substring(9, 12)), retryAfter);
  }
}
