package io.postern.it.samples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.gate.Decision;
import io.postern.it.bed.WholeProxy;
import io.postern.ldap.LdapSettings;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, compiled and run as it stands there. */
@Timeout(120)
class EmbeddingTest {
  private static final String SETTINGS =
      "LdapSettings settings = LdapSettings.activeDirectory(\"corp.example.com\").build();\n";

  @TempDir private Path folder;

  @Test
  void example_overADirectory_decides() throws Exception {
    String example = example();
    assertThat(example).startsWith(SETTINGS).hasLineCount(10);
    Method ask = compile(example.replace(SETTINGS, ""));

    try (AdDirectory directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers()) {
      LdapSettings settings = WholeProxy.asking(directory).build();

      assertThat(decide(ask, settings, "alice", "secret")).isInstanceOf(Decision.Allowed.class);
      assertThat(decide(ask, settings, "alice", "wrong")).isInstanceOf(Decision.Challenged.class);
      assertThat(decide(ask, settings, "expired", "secret")).isInstanceOf(Decision.Refused.class);
    }
  }

  private static String example() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    return readme.substring(start, readme.indexOf("```", start));
  }

  private Method compile(String example) throws Exception {
    String source =
        List.of("account", "basic", "cache", "gate", "ldap", "spi").stream()
                .map(name -> "import io.postern." + name + ".*;\n")
                .reduce("import java.util.*;\nimport java.util.concurrent.*;\n", String::concat)
            + "public class Example {\n"
            + "public static CompletionStage<Decision> ask(LdapSettings settings, String"
            + " authorization) {\n"
            + example
            + "return decision;\n}\n}\n";
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  output,
                  files,
                  null,
                  List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as(output.toString()).isTrue();
    }
    URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    return classes.loadClass("Example").getMethod("ask", LdapSettings.class, String.class);
  }

  private static Decision decide(Method ask, LdapSettings settings, String user, String password)
      throws Exception {
    String field =
        BasicScheme.fieldValue(
            user.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    Object decision = ask.invoke(null, settings, field);
    return (Decision) ((CompletionStage<?>) decision).toCompletableFuture().get(60, SECONDS);
  }
}
