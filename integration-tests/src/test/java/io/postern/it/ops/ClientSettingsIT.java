package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.answer.Preferences;
import io.postern.answer.SetupPage;
import io.postern.answer.Templates;
import io.postern.gate.Authorizer;
import io.postern.it.bed.WholeProxy;
import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings that the setup page writes, copied out of a browser into the programs they are for:
 * each signs in with a password full of special characters, and tries no other spelling of it.
 */
class ClientSettingsIT {
  private static final String USER = "CORP\\müller";
  private static final String PASSWORD = "p@ss:w/ö#rd?%[1]'\"$&<>\\ !";
  private static final Duration END = Duration.ofSeconds(60);

  /** For every proxy the same: what differs is filled in. */
  private static JsonNode settings;

  @TempDir private Path home;

  private final OneUser directory = new OneUser(USER, PASSWORD);
  private WholeProxy proxy;
  private ServerSocket origin;
  private String url;

  @BeforeEach
  void start() throws IOException {
    Browser browser = Browser.require();
    if (settings == null) {
      SetupPage page = new SetupPage(false, null, Templates.BUILT_IN);
      Preferences english = Preferences.of("text/html", "en");
      settings =
          browser
              .showing(Map.of("/setup", page.to("/", Browser.AUTHORITY, english)))
              .run("fill.mjs", USER, PASSWORD)
              .get("settings");
    }
    proxy = WholeProxy.over(directory, Authorizer.EVERYONE);
    // An address that no program takes for one of its own machine's. Nobody answers there, and
    // nobody need: the proxy has been asked by then.
    origin = new ServerSocket(0, 64, InetAddress.getByName("127.0.0.2"));
    new Thread(this::hangUp, "origin").start();
    url = "https://127.0.0.2:" + origin.getLocalPort() + "/";
  }

  @AfterEach
  void stop() throws IOException {
    if (origin != null) {
      origin.close();
    }
    if (proxy != null) {
      proxy.close();
    }
  }

  @Test
  void curl_itsSetting_signsIn() throws IOException {
    Peers.require("curl");
    write(".curlrc", setting("curl"));

    assertSignsIn("curl -sk " + url);
  }

  @Test
  void git_itsSetting_signsIn() {
    Peers.require("git");

    assertSignsIn(setting("git") + "\ngit ls-remote " + url + "x.git");
  }

  @Test
  void npm_itsSetting_signsIn() {
    Peers.require("npm");

    assertSignsIn(setting("npm") + "\nnpm ping --fetch-retries 0 --registry " + url);
  }

  @Test
  void pip_itsSetting_signsIn() {
    Peers.require("pip");
    String download = "pip download --retries 0 --no-deps --index-url " + url + " nothing";

    assertSignsIn(setting("pip") + '\n' + download);
  }

  @Test
  void apt_itsSetting_signsIn() throws IOException {
    Peers.require("apt-get");
    write("apt.conf", setting("apt"));
    write("sources.list", "deb [trusted=yes] " + url + " ./\n");
    for (String folder : new String[] {"state/lists/partial", "cache/archives/partial"}) {
      Files.createDirectories(home.resolve(folder));
    }
    String update =
        "APT_CONFIG=apt.conf apt-get update -o Dir::State=$PWD/state -o Dir::Cache=$PWD/cache"
            + " -o Dir::Etc::sourcelist=$PWD/sources.list -o Dir::Etc::sourceparts=-"
            + " -o Acquire::Retries=0 -o APT::Sandbox::User=root";

    assertSignsIn(update);
  }

  @Test
  void maven_itsSetting_signsIn() throws IOException {
    write("settings.xml", setting("maven"));
    write(
        "pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <parent><groupId>x</groupId><artifactId>x</artifactId><version>1</version></parent>
          <artifactId>y</artifactId>
          <repositories><repository><id>x</id><url>%s</url></repository></repositories>
        </project>
        """
            .replace("%s", url));
    Path maven = Path.of("..", "mvnw").toAbsolutePath().normalize();

    assertSignsIn(maven + " -B -s settings.xml -Dmaven.repo.local=repo validate");
  }

  @Test
  void jdk_itsOptionsAndSource_signIn() throws IOException {
    write(
        "Fetch.java",
        """
        import java.net.*;

        class Fetch {
          public static void main(String[] url) throws Exception {
            %s
            new URL(url[0]).openStream();
          }
        }
        """
            .replace("%s", setting("java")));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // Without the list of those that are not proxied, which has all of 127.0.0.0/8.
    String run = java + " -Dhttp.nonProxyHosts= -Dfile.encoding=UTF-8 Fetch.java " + url;

    assertSignsIn(setting("jdk") + '\n' + run);
  }

  @Test
  void wget_environmentVariables_signIn() {
    Peers.require("wget");

    assertSignsIn(setting("environment") + "\nwget -q --tries=1 -O - " + url);
  }

  @Test
  void python_environmentVariables_signIn() {
    Peers.require("python3");
    String fetch = "python3 -c 'import urllib.request as u; u.urlopen(\"" + url + "\")'";

    assertSignsIn(setting("environment") + '\n' + fetch);
  }

  @Test
  void docker_bothSettings_areJson() throws IOException {
    for (String key : new String[] {"docker", "containers"}) {
      JsonNode proxies = new ObjectMapper().readTree(setting(key)).get("proxies");

      assertThat(proxies.toString()).contains("p%40ss%3Aw%2F%C3%B6%23rd%3F%25%5B1%5D%27%22%24%26");
    }
  }

  /** All that the commands send to the proxy is the one right name and password. */
  private void assertSignsIn(String commands) {
    Path shell = Path.of("/bin/sh");
    Map<String, String> environment =
        Map.of(
            "HOME", home.toString(),
            "LC_ALL", "C.UTF-8",
            "MAVEN_USER_HOME", ownHome(".m2"),
            "PYENV_ROOT", ownHome(".pyenv"));
    try (PeerProcess run = PeerProcess.start(home, environment, shell.toString(), "-c", commands)) {
      run.awaitEnd(END);
      assertThat(directory.tried())
          .as(run.output())
          .isNotEmpty()
          .containsOnly(USER + ':' + PASSWORD);
    }
  }

  private String setting(String key) {
    String[] ours = proxy.authority().split(":", -1);
    return settings
        .get(key)
        .asText()
        .replace(Browser.AUTHORITY, proxy.authority())
        .replace("proxy.corp.example.com", ours[0])
        .replace("3128", ours[1]);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(home.resolve(name), text);
  }

  private static String ownHome(String folder) {
    return Path.of(System.getProperty("user.home"), folder).toString();
  }

  private void hangUp() {
    try {
      while (true) {
        origin.accept().close();
      }
    } catch (IOException closed) {
      return;
    }
  }
}
