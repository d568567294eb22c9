package io.postern.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.gate.Authorizer;
import io.postern.it.bed.FileOrigin;
import io.postern.it.bed.WholeProxy;
import io.postern.it.peer.Completed;
import io.postern.it.peer.PeerProcess;
import io.postern.it.peer.Peers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others wrote, fetching something through the proxy, in plaintext and through a tunnel. */
class ClientsIT {
  private static final String CONTENT = "what the origin has";
  private static final Duration END = Duration.ofSeconds(120);

  @TempDir private static Path folder;

  private static AdDirectory directory;
  private static WholeProxy proxy;
  private static FileOrigin origin;

  /** Shell lines that print the content at URL, by the proxy that the environment names. */
  private enum Client {
    WGET("wget", "wget -q --no-check-certificate --tries=1 -O - $URL/file.txt"),
    GIT(
        "git",
        "git -c http.sslVerify=false clone -q $URL/repository.git clone && cat clone/file.txt"),
    PYTHON(
        "python3",
        "python3 -c 'import os, ssl, urllib.request as u;"
            + " c = ssl._create_unverified_context();"
            + " print(u.urlopen(os.environ[\"URL\"] + \"/file.txt\", context=c).read().decode())'"),
    NODE("node", "node $SCRIPTS/fetch.js $URL/file.txt"),
    JAVA_HTTP_CLIENT("java", "$FETCH client"),
    JAVA_URL_CONNECTION("java", "$FETCH connection"),
    NPM(
        "npm",
        "npm install --silent --no-audit --no-fund --fetch-retries=0 --strict-ssl=false"
            + " --registry=$URL/npm/ $URL/npm/sample.tgz && cat node_modules/sample/file.txt"),
    APT(
        "apt-get",
        "/usr/lib/apt/apt-helper -o APT::Sandbox::User=root -o Acquire::Retries=0"
            + " -o Acquire::http::Proxy=$http_proxy -o Acquire::https::Proxy=$http_proxy"
            + " -o Acquire::https::Verify-Peer=false -o Acquire::https::Verify-Host=false"
            + " download-file $URL/file.txt got.txt && cat got.txt"),
    MAVEN(
        "java",
        "mkdir project && cd project && sed s,@origin@,$URL, $SCRIPTS/pom.xml > pom.xml"
            + " && $MAVEN -q -B validate -s ../settings.xml -gs ../settings.xml -Dmaven.repo.local=got"
            + " -Daether.connector.https.securityMode=insecure"
            + " && cat got/sample/parent/1/*.pom"),
    PIP(
        "pip",
        "pip download -q --no-deps --retries 0 --trusted-host 127.0.0.2 --disable-pip-version-check"
            + " --index-url $URL/simple/ sample && unzip -p sample-1.0-py3-none-any.whl file.txt");

    private final String peer;
    private final String line;

    Client(String peer, String line) {
      this.peer = peer;
      this.line = line;
    }

    void require() {
      if (!peer.equals("java")) {
        Peers.require(peer);
      }
      if (this == PIP) {
        Peers.require("zip", "unzip");
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    proxy = WholeProxy.over(WholeProxy.asking(directory).build(), Authorizer.EVERYONE);
    Path files = Files.createDirectory(folder.resolve("files"));
    Files.writeString(files.resolve("file.txt"), CONTENT);
    origin = new FileOrigin(files);
    shell(
        files,
        """
        mkdir -p npm package simple/sample wheel/sample-1.0.dist-info sample/parent/1
        printf '<project><modelVersion>4.0.0</modelVersion><groupId>sample</groupId>'\
        '<artifactId>parent</artifactId><version>1</version><packaging>pom</packaging>'\
        '<description>%s</description></project>' "$(cat file.txt)" > sample/parent/1/parent-1.pom
        sha1sum sample/parent/1/parent-1.pom | cut -d' ' -f1 > sample/parent/1/parent-1.pom.sha1
        cp file.txt package && echo '{"name": "sample", "version": "1.0.0"}' > package/package.json
        tar -czf npm/sample.tgz package
        if command -v git; then
          git init -q work && cp file.txt work && cd work && git add . &&
          git -c user.name=a -c user.email=a@example.test commit -qm one && cd .. &&
          git clone -q --bare work repository.git && git -C repository.git update-server-info
        fi
        cp file.txt wheel && cd wheel
        printf 'Metadata-Version: 2.1\\nName: sample\\nVersion: 1.0\\n' > sample-1.0.dist-info/METADATA
        printf 'Wheel-Version: 1.0\\nTag: py3-none-any\\n' > sample-1.0.dist-info/WHEEL
        touch sample-1.0.dist-info/RECORD
        if command -v zip; then zip -qr ../simple/sample/sample-1.0-py3-none-any.whl .; fi
        echo '<a href="sample-1.0-py3-none-any.whl">sample</a>' > ../simple/sample/index.html
        """);
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    origin.close();
    directory.close();
  }

  @ParameterizedTest
  @EnumSource
  void fetch_rightPassword_bringsTheContent(Client client) throws Exception {
    client.require();
    for (String url : new String[] {origin.http(), origin.https()}) {
      int before = origin.requests();
      PeerProcess process = run(client, url, "alice", "secret");

      assertThat(process.awaitEnd(END)).as("%s %s: %s", client, url, process.output()).isZero();
      assertThat(process.output()).as(client.name()).contains(CONTENT);
      assertThat(origin.requests()).as(client.name()).isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fetch_wrongPassword_failsAndReachesNothing(Client client) throws Exception {
    client.require();
    int before = origin.requests();
    PeerProcess process = run(client, origin.https(), "bob", "wrong");

    assertThat(process.awaitEnd(END)).as(process.output()).isNotZero();
    assertThat(process.output()).doesNotContain(CONTENT);
    assertThat(origin.requests()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void fetch_noPassword_failsAndReachesNothing(Client client) throws Exception {
    client.require();
    int before = origin.requests();
    PeerProcess process = run(client, origin.https(), "", "");

    assertThat(process.awaitEnd(END)).as(process.output()).isNotZero();
    assertThat(process.output()).doesNotContain(CONTENT);
    assertThat(origin.requests()).isEqualTo(before);
  }

  /** All those clients with one wrong password, some of them stubborn: nobody is locked out. */
  @Test
  void directory_afterAllThat_hasLockedNobody() {
    assertThat(directory.binds().failedBy("bob")).isLessThanOrEqualTo(1);
  }

  private static PeerProcess run(Client client, String url, String user, String password)
      throws IOException, URISyntaxException {
    Path home = Files.createTempDirectory(folder, client.name());
    Path scripts = Path.of(ClientsIT.class.getResource("/clients").toURI());
    String login = user.isEmpty() ? "" : user + ':' + password + '@';
    String way = "http://" + login + proxy.authority();
    Files.writeString(home.resolve("settings.xml"), mavenSettings(user, password));
    String fetch =
        Path.of(System.getProperty("java.home"), "bin", "java")
            + " -Djdk.http.auth.tunneling.disabledSchemes= "
            + scripts.resolve("Fetch.java");
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("URL", url),
            Map.entry("SCRIPTS", scripts.toString()),
            Map.entry("FETCH", fetch + ' ' + url + "/file.txt"),
            Map.entry("MAVEN", Path.of("..", "mvnw").toAbsolutePath().normalize().toString()),
            Map.entry("HOME", home.toString()),
            Map.entry("MAVEN_USER_HOME", ownHome(".m2")),
            Map.entry("PYENV_ROOT", ownHome(".pyenv")),
            Map.entry("http_proxy", way),
            Map.entry("https_proxy", way),
            Map.entry("no_proxy", ""),
            Map.entry("NO_PROXY", ""),
            Map.entry("GIT_TERMINAL_PROMPT", "0"));
    return PeerProcess.start(home, environment, "bash", "-c", client.line);
  }

  private static String mavenSettings(String user, String password) {
    String login =
        user.isEmpty()
            ? ""
            : "<username>" + user + "</username><password>" + password + "</password>";
    return "<settings><proxies><proxy><id>p</id><active>true</active><protocol>http</protocol>"
        + "<host>127.0.0.1</host><port>"
        + proxy.authority().split(":")[1]
        + "</port>"
        + login
        + "</proxy></proxies></settings>";
  }

  /** Where programs of this user are; with a home of their own the clients would not find them. */
  private static String ownHome(String folder) {
    return Path.of(System.getProperty("user.home"), folder).toString();
  }

  private static void shell(Path where, String script) {
    Completed done = Completed.run(where, "bash", "-c", script);
    assertThat(done.exit()).as(done.output()).isZero();
  }
}
