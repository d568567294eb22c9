package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy opened as a web site. */
class OwnPageTest {

  @Test
  void get_root_isTheSetupPageForWhatTheClientCallsUs() throws Exception {
    try (RunningProxy proxy = new RunningProxy();
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: proxy.corp.example:3128\r\nAccept: text/html\r\n\r\n");

      assertThat(client.rest())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsPattern("\r\nDate: [A-Z][a-z]{2}, \\d\\d [A-Z].* GMT\r\n")
          .contains("\r\nConnection: close\r\n")
          .contains("\r\nContent-Security-Policy: default-src 'none'; ")
          .contains("http://proxy.corp.example:3128/proxy.pac");
      Exchange exchange = proxy.exchange();
      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.reason()).isEqualTo("own-page");
      assertThat(exchange.target()).isEqualTo("/");
    }
  }

  @Test
  void get_pac_namesTheProxy() throws IOException {
    try (RunningProxy proxy = new RunningProxy();
        RawClient client = proxy.client()) {
      client.send("GET /proxy.pac HTTP/1.1\r\nHost: 192.0.2.1:3128\r\n\r\n");

      assertThat(client.rest())
          .contains("\r\nContent-Type: application/x-ns-proxy-autoconfig\r\n")
          .contains("return \"PROXY 192.0.2.1:3128\";");
    }
  }

  @Test
  void head_root_hasNoBody() throws IOException {
    try (RunningProxy proxy = new RunningProxy();
        RawClient client = proxy.client()) {
      client.send("HEAD / HTTP/1.1\r\nHost: proxy:3128\r\n\r\n");

      assertThat(client.rest())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsPattern("\r\nContent-Length: [1-9]\\d+\r\n")
          .endsWith("\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: www.bank.example\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b:3128\r\n\r\n",
        "GET /index.html HTTP/1.1\r\nHost: proxy:3128\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: proxy:3128\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: proxy:3128\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: proxy:3128\r\nContent-Length: 1\r\n\r\nx",
        "OPTIONS * HTTP/1.1\r\nHost: proxy:3128\r\n\r\n",
      })
  void anythingElse_inOriginForm_isRefused(String request) throws IOException {
    try (RunningProxy proxy = new RunningProxy();
        RawClient client = proxy.client()) {
      client.send(request);

      assertThat(client.rest())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\r\nConnection: close\r\n")
          .doesNotContain("bank");
    }
  }
}
