package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.postern.gate.Authorizer;
import io.postern.it.bed.FileOrigin;
import io.postern.it.bed.WholeProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser that goes through the proxy. */
class ChromiumIT {
  @TempDir private Path folder;

  private Browser browser;
  private WholeProxy proxy;
  private FileOrigin origin;

  @BeforeEach
  void start() throws IOException {
    browser = Browser.require();
    Files.writeString(folder.resolve("index.html"), "<p>what the origin has");
    origin = new FileOrigin(folder);
    proxy = WholeProxy.over(new OneUser("alice", "secret"), Authorizer.EVERYONE);
  }

  @AfterEach
  void stop() throws IOException {
    if (proxy != null) {
      proxy.close();
      origin.close();
    }
  }

  private JsonNode open(String url, Object... login) {
    Object[] arguments = new Object[2 + login.length];
    arguments[0] = "http://" + proxy.authority();
    arguments[1] = url + "/";
    System.arraycopy(login, 0, arguments, 2, login.length);
    return browser.run("through.mjs", arguments);
  }

  @Test
  void page_rightPassword_isShown() {
    for (String url : new String[] {origin.http(), origin.https()}) {
      JsonNode page = open(url, "alice", "secret");

      assertThat(page.get("status").asInt()).as(url).isEqualTo(200);
      assertThat(page.get("text").asText()).isEqualTo("what the origin has");
    }
  }

  @Test
  void page_wrongPasswordOrNone_isNotShown() {
    for (String url : new String[] {origin.http(), origin.https()}) {
      for (Object[] login : new Object[][] {{"alice", "wrong"}, {}}) {
        JsonNode page = open(url, login);

        assertThat(page.get("status").asInt()).as(url).isNotEqualTo(200);
        assertThat(page.get("text").asText()).doesNotContain("what the origin has");
      }
    }
    assertThat(origin.requests()).isZero();
  }
}
