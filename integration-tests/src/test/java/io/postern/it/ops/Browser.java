package io.postern.it.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.answer.Answer;
import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** Chromium, driven by a script of {@code src/test/resources/pages}. */
final class Browser {
  /** Where the browser finds the proxy. */
  static final String AUTHORITY = "proxy.corp.example.com:3128";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPTS = Path.of("src", "test", "resources", "pages");

  private final Path chromium;
  private final Path node;
  private final Path tools;

  private Browser(Path chromium, Path node, Path tools) {
    this.chromium = chromium;
    this.node = node;
    this.tools = tools;
  }

  /** Skips the test that asks where there is no browser or npm cannot get what drives it. */
  static Browser require() {
    Peers.require("chromium", "node", "npm");
    try {
      Path tools = Files.createDirectories(Path.of("target", "pages")).toAbsolutePath();
      for (String file :
          List.of("package.json", "site.mjs", "look.mjs", "fill.mjs", "through.mjs")) {
        Files.copy(SCRIPTS.resolve(file), tools.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      Completed installed =
          Completed.run(
              tools, Peers.path("npm"), "install", "--prefer-offline", "--no-audit", "--no-fund");
      Assumptions.assumeTrue(installed.exit() == 0, () -> "npm: " + installed.output());
      return new Browser(Peers.path("chromium"), Peers.path("node"), tools);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the browser find {@code pages}, by path, where the proxy is. */
  Browser showing(Map<String, Answer> pages) {
    Map<String, Object> site = new TreeMap<>();
    pages.forEach(
        (path, answer) -> {
          Map<String, String> fields = new TreeMap<>();
          answer.fields().forEach(field -> fields.put(field.name(), field.value()));
          site.put(path, Map.of("headers", fields, "body", answer.text()));
        });
    try {
      JSON.writeValue(tools.resolve("pages.json").toFile(), site);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** What the script says, which is JSON. */
  JsonNode run(String script, Object... arguments) {
    List<Object> command = new ArrayList<>(List.of(node, script, chromium));
    command.addAll(List.of(arguments));
    Completed run = Completed.run(tools, command.toArray());
    if (run.exit() != 0) {
      throw new AssertionError(run.output());
    }
    try {
      return JSON.readTree(run.output());
    } catch (IOException notJson) {
      throw new AssertionError(run.output(), notJson);
    }
  }

  /** Where screenshots are kept to be looked at. */
  Path screenshots() {
    return tools;
  }
}
