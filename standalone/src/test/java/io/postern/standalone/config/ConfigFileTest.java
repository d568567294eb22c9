package io.postern.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.cache.Fleet;
import io.postern.gate.AuthRequest.Target;
import io.postern.ldap.ForestSettings;
import io.postern.ldap.LdapSettings;
import io.postern.netty.Inbound;
import io.postern.netty.Routes;
import io.postern.netty.Transport;
import io.postern.standalone.config.ConfigFile.Broken;
import io.postern.standalone.config.ConfigFile.Loaded;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  private static final String MINIMAL = "directory: { domain: corp.example.com }\n";

  @TempDir private Path folder;

  @Test
  void load_minimalFile_hasDefaults() throws IOException {
    Config config = loaded(MINIMAL);

    assertThat(config.admin().listen()).isEqualTo(new InetSocketAddress("127.0.0.1", 9407));
    assertThat(config.accessLog()).isNull();
    assertThat(config.rules()).isEmpty();
  }

  @Test
  void load_misspeltKey_suggestsTheRightOneAndItsLine() throws IOException {
    assertThat(problems("directory:\n  domain: corp.example.com\n  conections: 8\n"))
        .containsExactly(
            "postern.yaml:3: directory.conections: there is no such key: did you mean"
                + " \"connections\"?");
  }

  @Test
  void load_keyOfAnotherSection_saysWhereItBelongs() throws IOException {
    assertThat(problems(MINIMAL + "realm: Corp\n"))
        .containsExactly(
            "postern.yaml:2: realm: there is no such key: did you mean \"proxy.realm\"?");
  }

  @Test
  void load_unixDomainSocket_mayBringBalancers() throws IOException {
    Config config =
        loaded(MINIMAL + "proxy: { listen: [unix:run/proxy.sock], proxy-protocol: true }\n");

    assertThat(config.proxy().listen()).first().asString().endsWith("/run/proxy.sock");
    assertThat(config.proxy().inbound().proxyProtocolOnUnix()).isTrue();
    assertThat(problems(MINIMAL + "proxy: { proxy-protocol: true }\n"))
        .containsExactly(
            "postern.yaml:2: proxy.proxy-protocol: needs balancers: the addresses to be believed");
  }

  @Test
  void load_severalParents_areAskedInTurn() throws IOException {
    String parents =
        MINIMAL
            + """
            proxy:
              upstream:
                address: one.example:3128
                next:
                  - { address: two.example:3128, user: me, password: secret }
                  - { address: direct }
            """;

    assertThat(loaded(parents).proxy().outbound().routes()).isNotNull();
    assertThat(problems(parents.replace("two.example:3128", "direct")))
        .containsExactly(
            "postern.yaml:6: proxy.upstream.next[0].address: direct can only be the last one");
    assertThat(problems(parents.replace("address: direct", "user: me, password: secret")))
        .containsExactly("postern.yaml:7: proxy.upstream.next[1]: needs address");
    assertThat(problems(parents.replace(", password: secret", "")))
        .containsExactly(
            "postern.yaml:6: proxy.upstream.next[0]: needs user with one of password-file and"
                + " password, or none");
  }

  @Test
  void load_balancersAndLimits_areTheProxys() throws IOException {
    Config config =
        loaded(
            MINIMAL
                + """
                proxy:
                  proxy-protocol: true
                  balancers: [10.0.0.0/24]
                  limits:
                    connections-per-address: 5
                    tunnels-per-user: 7
                    bandwidth-per-address: 12500000
                    bandwidth-per-user: 2500000
                """);

    Inbound inbound = config.proxy().inbound();
    assertThat(inbound.proxyProtocolFrom()).hasToString("[10.0.0.0/24]");
    assertThat(inbound.share()).isEqualTo(new Inbound.Share(5, 7, 12_500_000, 2_500_000));
  }

  @Test
  void load_proxyProtocolFromNobody_isRefused() throws IOException {
    assertThat(problems(MINIMAL + "proxy: { proxy-protocol: true }\n"))
        .containsExactly(
            "postern.yaml:2: proxy.proxy-protocol: needs balancers: the addresses to be believed");
  }

  @Test
  void load_proxyThatTakesTurns_isOneOfItsFleet() throws IOException {
    Config config = loaded(MINIMAL + "lockout-shield: { proxies: 3, proxy: 2, turn: 500ms }\n");

    assertThat(config.memory().shield().fleet()).isEqualTo(new Fleet(3, 2, Duration.ofMillis(500)));
  }

  @Test
  void load_turnsThatComeRoundTooLate_areRefused() throws IOException {
    assertThat(problems(MINIMAL + "lockout-shield: { proxies: 4, proxy: 5 }\n"))
        .containsExactly(
            "postern.yaml:2: lockout-shield.proxy: must not be above lockout-shield.proxies, 4",
            "postern.yaml:2: lockout-shield.proxy: a turn comes round every 4s, which"
                + " directory.request-timeout, 4s, must exceed: make that longer, or"
                + " lockout-shield.turn shorter");
    assertThat(problems(MINIMAL + "lockout-shield: { turn: 0s }\n"))
        .containsExactly("postern.yaml:2: lockout-shield.turn: must be longer than 0");
  }

  @Test
  void load_transport_isTheProxys() throws IOException {
    assertThat(loaded(MINIMAL).proxy().transport()).isNull();
    assertThat(loaded(MINIMAL + "proxy: { transport: nio }\n").proxy().transport())
        .isEqualTo(Transport.NIO);
    assertThat(problems(MINIMAL + "proxy: { transport: kqueue }\n"))
        .containsExactly(
            "postern.yaml:2: proxy.transport: \"kqueue\" is none of epoll | io_uring | nio,"
                + " nor auto");
    assertThat(problems(MINIMAL + "proxy: { transport: nio, listen: \"unix:proxy.sock\" }\n"))
        .containsExactly(
            "postern.yaml:2: proxy.transport: a Unix domain socket (listen) needs epoll");
  }

  @Test
  void load_certificateWithoutKey_isRefused() throws IOException {
    Files.writeString(folder.resolve("proxy.pem"), "");

    assertThat(problems(MINIMAL + "proxy: { tls: { certificate-file: proxy.pem } }\n"))
        .containsExactly(
            "postern.yaml:2: proxy.tls: needs as many files in key-file as in certificate-file");
  }

  @Test
  void load_upstream_isAskedForItsDestinations() throws IOException {
    secret("rw-------");
    Config config =
        loaded(
            MINIMAL
                + """
                proxy:
                  upstream:
                    address: parent.example.com:3128
                    user: postern
                    password-file: token
                    destinations: [.example.com]
                    direct: [near.example.com]
                """);

    Routes routes = config.proxy().outbound().routes();
    assertThat(routes.parentFor(new Target("far.Example.com", 80)))
        .hasToString("parent.example.com:3128");
    assertThat(routes.parentFor(new Target("near.example.com", 80))).isNull();
    assertThat(routes.parentFor(new Target("elsewhere.test", 80))).isNull();
  }

  @Test
  void load_upstreamWithHalfOfItsCredentials_isRefused() throws IOException {
    assertThat(problems(MINIMAL + "proxy: { upstream: { address: \"p:1\", user: me } }\n"))
        .containsExactly(
            "postern.yaml:2: proxy.upstream: needs user with one of password-file and password,"
                + " or none");
  }

  @Test
  void load_severalMistakes_reportsAllInTheirOrder() throws IOException {
    assertThat(
            problems(
                """
                directory:
                  domain: corp.example.com
                  servers: [http://dc1.corp.example.com, ldaps://dc2.corp.example.com]
                  connections: many
                cache: { fresh-for: 5 }
                proxy: [443]
                """))
        .containsExactly(
            "postern.yaml:3: directory.servers[0]: must be ldaps://host[:port] or"
                + " ldap://host[:port]: http://dc1.corp.example.com",
            "postern.yaml:4: directory.connections: \"many\" is not a whole number",
            "postern.yaml:5: cache.fresh-for: \"5\" is not a duration such as 500ms, 2s, 5m, 1h"
                + " or 7d",
            "postern.yaml:6: proxy: is a section: write its keys below it, each on a line");
  }

  @Test
  void load_sameKeyTwice_namesBothLines() throws IOException {
    assertThat(problems(MINIMAL + "cache: { fresh-for: 1m }\ncache: { fresh-for: 2m }\n"))
        .containsExactly("postern.yaml:3: cache: is in line 2 already");
  }

  @Test
  void load_brokenYaml_saysWhere() throws IOException {
    assertThat(problems("directory:\n  domain: [corp\n"))
        .singleElement()
        .asString()
        .startsWith("postern.yaml:3: YAML: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*hunter2", "!hunter!2", "!!hunter2", "\"\\Uhunter2\""})
  void load_passwordThatNeedsQuotes_isNotQuotedByTheMessage(String password) throws IOException {
    assertThat(problems("proxy: { upstream: { password: " + password + " } }\n"))
        .singleElement()
        .asString()
        .startsWith("postern.yaml:1: YAML: ")
        .doesNotContain("hunter");
  }

  @Test
  void load_escapeThatTheFileEndsIn_isAMistake() throws IOException {
    assertThat(problems(MINIMAL + "proxy: { realm: \"C:\\U"))
        .containsExactly("postern.yaml: YAML: a backslash in double quotes is written as two");
  }

  @Test
  void load_aliasesOfALongText_endAtALimit() throws IOException {
    String bomb = "realm: &a \"" + "a".repeat(100_000) + "\"\nproxy:\n";

    assertThat(problems(bomb + "  connect-ports: [" + "*a, ".repeat(10_000) + "1]\n"))
        .hasSizeLessThanOrEqualTo(1000)
        .allMatch(line -> line.length() < 1200)
        .anyMatch(line -> line.contains("is too long"));
    assertThat(problems(bomb + "  ? *a : 1\n")).anyMatch(line -> line.endsWith("is one word"));
  }

  @Test
  void load_valueOfSeveralLines_isToldInOne() throws IOException {
    assertThat(problems(MINIMAL + "cache: { fresh-for: \"1\\n\\e[2J\" }\n"))
        .containsExactly(
            "postern.yaml:2: cache.fresh-for: \"1\\u000a\\u001b[2J\" is not a duration such as"
                + " 500ms, 2s, 5m, 1h or 7d");
  }

  @Test
  void load_missingFile_saysSo() {
    assertThat(ConfigFile.load(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> assertThat(broken.problems().get(0).message()).contains("no such file"));
  }

  @Test
  void load_environmentReference_isReplaced() throws IOException {
    write("admin: { listen: \"127.0.0.1:${env:ADMIN_PORT}\" }\n" + MINIMAL);

    assertThat(load(Map.of("ADMIN_PORT", "19407")))
        .isInstanceOfSatisfying(
            Loaded.class,
            loaded -> assertThat(loaded.config().admin().listen().getPort()).isEqualTo(19407));
  }

  @Test
  void load_unsetEnvironmentVariable_isNamed() throws IOException {
    assertThat(problems(MINIMAL + "proxy: { realm: \"${env:REALM}\" }\n"))
        .containsExactly("postern.yaml:2: proxy.realm: the environment variable REALM is not set");
  }

  @Test
  void load_secretFileThatEverybodyReads_isRefused() throws IOException {
    secret("rw-r--r--");

    assertThat(problems(MINIMAL + "admin: { token-file: token }\n"))
        .singleElement()
        .asString()
        .startsWith("postern.yaml:2: admin.token-file: the file ")
        .endsWith("can be read by everybody: chmod o-rwx " + folder.resolve("token"));
  }

  @Test
  void load_secretFileOfTheOwner_isReadWithoutItsLineEnd() throws IOException {
    secret("rw-r-----");

    Secret.Source token = loaded(MINIMAL + "admin: { token-file: token }\n").admin().token();

    assertThat(token).isNotNull();
    assertThat(token.read()).hasToString("(hidden)");
    assertThat(token.read().octets()).asString().isEqualTo("s3cret");
  }

  @Test
  void load_yamlWordForBoolean_isTakenAsText() throws IOException {
    assertThat(loaded(MINIMAL + "access: [{ allow: { groups: [Yes, 42] } }]\n").rules())
        .singleElement()
        .asString()
        .isEqualTo("access[0]: allow groups [Yes, 42]");
  }

  @Test
  void load_ruleThatIsNeither_isRefused() throws IOException {
    assertThat(problems(MINIMAL + "access:\n  - {}\n  - allow:\n"))
        .containsExactly(
            "postern.yaml:3: access[0]: a rule is either an allow or a deny",
            "postern.yaml:4: access[1]: the rule has no condition; write {} if it is for"
                + " everybody");
  }

  @Test
  void load_furtherDomains_takeFromTheFirstWhatTheyDoNotSay() throws IOException {
    secret("rw-r-----");

    ForestSettings forest =
        loaded(
                """
                directory:
                  domain: corp.example.com
                  base-dn: OU=Staff,DC=corp,DC=example,DC=com
                  netbios-name: CORP
                  connect-timeout: 1s
                  service-account: { name: svc@corp.example.com, password-file: token }
                  global-catalog: [ldaps://dc1.corp.example.com, ldaps://dc2.corp.example.com:636]
                  domains:
                    - domain: emea.corp.example.com
                      suffixes: emea.example.com
                    - domain: lab.example.org
                      servers: ldaps://dc1.lab.example.org
                      netbios-name: LAB
                      service-account: { name: svc@lab.example.org, password-file: token }
                      tls: { ca-file: token }
                """)
            .directory();

    assertThat(forest.domains()).hasSize(3);
    LdapSettings emea = forest.domains().get(1).ldap();
    assertThat(emea.baseDn()).isEqualTo("DC=emea,DC=corp,DC=example,DC=com");
    assertThat(emea.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(emea.serviceAccount()).hasToString("svc@corp.example.com");
    assertThat(emea.netbiosName()).isNull();
    assertThat(emea.servers()).isEmpty();
    assertThat(forest.domains().get(1).suffixes()).containsExactly("emea.example.com");
    LdapSettings lab = forest.domains().get(2).ldap();
    assertThat(lab.servers()).hasToString("[dc1.lab.example.org:636]");
    assertThat(lab.serviceAccount()).hasToString("svc@lab.example.org");
    assertThat(lab.tls().caFile()).isNotNull();
    assertThat(forest.first().tls().caFile()).isNull();
    assertThat(forest.globalCatalog()).isNotNull();
    assertThat(forest.globalCatalog().servers())
        .hasToString("[dc1.corp.example.com:3269, dc2.corp.example.com:636]");
  }

  @Test
  void load_brokenDomains_areToldByTheirLines() throws IOException {
    assertThat(
            problems(
                """
                directory:
                  domain: corp.example.com
                  global-catalog: ldaps://gc.example.com
                  domains:
                    - suffixes: [corp.example.com]
                    - domain: emea.example.com
                      base-dn: nonsense
                    - domain: EMEA.example.com
                      service-account: { password: secret }
                    - domain: lab.example.com
                      connections: 4
                """))
        .containsExactly(
            "postern.yaml:3: directory.global-catalog: needs a service-account: it answers nobody"
                + " else",
            "postern.yaml:5: directory.domains[0]: needs domain",
            "postern.yaml:5: directory.domains[0]: corp.example.com is a name of the first domain"
                + " already",
            "postern.yaml:7: directory.domains[1].base-dn: \"nonsense\" is not a DN such as"
                + " DC=corp,DC=example,DC=com",
            "postern.yaml:8: directory.domains[2]: EMEA.example.com is a name of"
                + " directory.domains[1] already",
            "postern.yaml:9: directory.domains[2].service-account: needs the name of the account",
            "postern.yaml:11: directory.domains[3].connections: there is no such key");
  }

  @Test
  void load_domainsOfAnotherDirectory_areRefused() throws IOException {
    assertThat(
            problems(
                """
                directory:
                  type: ldap
                  servers: ldaps://ldap.example.org
                  base-dn: dc=example,dc=org
                  domains: [{ domain: emea.example.com }]
                  global-catalog: ldaps://gc.example.org
                  service-account: { name: "uid=svc", password: secret }
                """))
        .containsExactly(
            "postern.yaml:5: directory.domains: needs type: active-directory",
            "postern.yaml:6: directory.global-catalog: needs type: active-directory");
  }

  private void secret(String permissions) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(permissions));
  }

  private Config loaded(String yaml) throws IOException {
    write(yaml);
    ConfigFile.Result result = load(Map.of());
    assertThat(result).isInstanceOf(Loaded.class);
    return ((Loaded) result).config();
  }

  private List<String> problems(String yaml) throws IOException {
    write(yaml);
    ConfigFile.Result result = load(Map.of());
    assertThat(result).isInstanceOf(Broken.class);
    return ((Broken) result)
        .problems().stream()
            .map(Problem::toString)
            .map(text -> text.replace(folder + "/postern.yaml", "postern.yaml"))
            .toList();
  }

  private ConfigFile.Result load(Map<String, String> environment) {
    return ConfigFile.load(folder.resolve("postern.yaml"), environment);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("postern.yaml"), yaml);
  }
}
