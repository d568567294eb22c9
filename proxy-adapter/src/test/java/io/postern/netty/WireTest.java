package io.postern.netty;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A proxy and an origin, and requests in absolute-form for it. */
@Timeout(120)
abstract class WireTest {
  RecordingOrigin origin;
  RunningProxy proxy;

  @BeforeEach
  void start() throws IOException {
    origin = new RecordingOrigin();
    proxy = new RunningProxy();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  String get(String path, String... fields) {
    return request("GET", path, fields);
  }

  String request(String method, String path, String... fields) {
    return method
        + " http://"
        + origin.authority()
        + path
        + " HTTP/1.1\r\nHost: "
        + origin.authority()
        + "\r\n"
        + String.join("", fields)
        + "\r\n";
  }
}
