package io.postern.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.DecisionResponse;
import io.postern.endpoint.Wire.Response;
import io.postern.gate.AuthRequest;
import io.postern.gate.Authorizer.Permission;
import io.postern.scripted.ScriptedDirectory;
import io.postern.spi.Groups;
import io.postern.spi.Groups.Group;
import io.postern.spi.Identity;
import io.postern.spi.Outcome.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers table, dialect by dialect, on the wire. */
@Timeout(120)
class DialectAnswersTest {
  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();
  private final AtomicReference<AuthRequest> asked = new AtomicReference<>();
  private AuthEndpointServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        AuthEndpointServer.start(
            EndpointSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            directory.gate(
                (request, identity) -> new Permission(!identity.name().equals("bob"), "not bob"),
                (request, client, decision, nanos) -> asked.set(request)),
            new DecisionResponse("test", URI.create("https://passwords.example/")),
            failure -> {});
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3} {4} {5} {6}")
  @CsvSource({
    // path, field, right, none, wrong, expired, not permitted, away
    "/generic, Proxy-Authorization, 200, 407, 407, 403, 403, 503",
    "/origin/generic, Authorization, 200, 401, 401, 403, 403, 503",
    "/nginx, Authorization, 200, 401, 401, 403, 403, 403",
    "/proxy/nginx, X-Proxy-Authorization, 200, 401, 401, 403, 403, 403",
    "/envoy/a/path, Proxy-Authorization, 200, 407, 407, 403, 403, 503",
    "/traefik, Authorization, 200, 401, 401, 403, 403, 503",
    "/caddy, Authorization, 200, 401, 401, 403, 403, 503",
    "/haproxy, Proxy-Authorization, 200, 407, 407, 403, 403, 503",
    "/apache, Authorization, 200, 401, 401, 403, 403, 503",
  })
  void status_ofEachCase_isWhatTheProxyUnderstands(
      String path,
      String field,
      int right,
      int none,
      int wrong,
      int expired,
      int notPermitted,
      int away)
      throws Exception {
    assertThat(ask(path, field, "alice", "secret").status()).isEqualTo(right);
    assertThat(ask(path, "X-Nothing", "alice", "secret").status()).isEqualTo(none);
    assertThat(ask(path, field, "alice", "wrong").status()).isEqualTo(wrong);
    assertThat(ask(path, field, "expired", "secret").status()).isEqualTo(expired);
    assertThat(ask(path, field, "bob", "secret").status()).isEqualTo(notPermitted);
    directory.goAway(Cause.UNREACHABLE);
    assertThat(ask(path, field, "alice", "secret").status()).isEqualTo(away);
  }

  @Test
  void nginx_refusals_haveTheTrueStatusInAField() throws Exception {
    assertThat(ask("/nginx", "Authorization", "alice", "wrong").field("X-Auth-Status"))
        .isEqualTo("401");
    assertThat(ask("/proxy/nginx", "X-Proxy-Authorization", "a", "b").field("X-Auth-Status"))
        .isEqualTo("407");
    assertThat(ask("/nginx", "Authorization", "expired", "secret").field("X-Auth-Status"))
        .isEqualTo("403");
    directory.goAway(Cause.TIMEOUT);
    Response away = ask("/nginx", "Authorization", "alice", "secret");
    assertThat(away.field("X-Auth-Status")).isEqualTo("503");
    assertThat(away.field("Retry-After")).isEqualTo("5");
    assertThat(away.field("Postern-Reason")).isEqualTo("unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "alice, secret, 0",
    "alice, wrong, 1 sign-in",
    "bob, secret, 3 not-permitted",
    "disabled, secret, 3 account-disabled",
    "expired, secret, 5 password-expired",
    "mustchange, secret, 5 password-must-change",
  })
  void apache_body_isPwauthsExitCode(String user, String password, String body) throws Exception {
    assertThat(ask("/apache", "Authorization", user, password).body())
        .matches(body + "( [0-9A-Z]{12})?\n");
  }

  @Test
  void apache_directoryAway_isAnExitCodeOfTheProgram() throws Exception {
    directory.goAway(Cause.TIMEOUT);

    assertThat(ask("/apache", "Authorization", "alice", "secret").body())
        .startsWith("52 unavailable ");
  }

  @Test
  void allowed_fields_nameUserGroupsExpiryAndDecision() throws Exception {
    Groups groups =
        new Groups(
            List.of(
                new Group("Internet Users", null, null),
                new Group("Sales, EMEA", null, null),
                new Group("Zürich\n50%", null, null)));
    Instant expires = Instant.now().plus(Duration.ofDays(9)).plusSeconds(600);
    directory.user("x", new Identity("guid", "jürgen", null, null, groups, expires));

    Response response = ask("/traefik", "Authorization", "jürgen", "x");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.field("Remote-User")).isEqualTo("j%C3%BCrgen");
    assertThat(response.field("Remote-Groups"))
        .isEqualTo("Internet Users,Sales%2C EMEA,Z%C3%BCrich%0A50%25");
    assertThat(response.field("Postern-Password-Expires")).isEqualTo("9");
    assertThat(response.field("Postern-Decision")).hasSize(12);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void allowed_userInVeryManyGroups_hasAHeadOfBoundedSize() throws Exception {
    String[] groups = new String[2_000];
    Arrays.setAll(groups, i -> "Group number " + i);
    directory.user("many", "x", groups);

    Response response = ask("/generic", "Proxy-Authorization", "many", "x");

    assertThat(response.field("Remote-Groups"))
        .startsWith("Group number 0,Group number 1,")
        .hasSizeLessThan(4_200);
  }

  @Test
  void refused_fields_doNotNameAUser() throws Exception {
    Response response = ask("/generic", "Proxy-Authorization", "expired", "secret");

    assertThat(response.all("Remote-User")).isEmpty();
    assertThat(response.field("Postern-Reason")).isEqualTo("password-expired");
    assertThat(response.body()).contains("https://passwords.example/");
  }

  @Test
  void challenged_inEitherField_asksInThatField() throws Exception {
    Response proxy = ask("/generic", "X-Nothing", "a", "b");
    Response origin = ask("/traefik", "X-Nothing", "a", "b");

    assertThat(proxy.field("Proxy-Authenticate"))
        .isEqualTo("Basic realm=\"test\", charset=\"UTF-8\"");
    assertThat(proxy.all("WWW-Authenticate")).isEmpty();
    assertThat(origin.field("WWW-Authenticate")).startsWith("Basic ");
    assertThat(origin.all("Proxy-Authenticate")).isEmpty();
  }

  @Test
  void originDialect_proxyCredentials_areNotLookedAt() throws Exception {
    assertThat(ask("/traefik", "Proxy-Authorization", "alice", "secret").status()).isEqualTo(401);
    assertThat(directory.asked()).isZero();
  }

  @Test
  void envoy_connect_isDecidedAndClosed() throws Exception {
    try (Wire envoy = Wire.to(server.addresses().get(0))) {
      envoy.send(
          "CONNECT www.example.com:443 HTTP/1.1",
          "Host: www.example.com:443",
          "Content-Length: 0",
          "X-Envoy-Internal: true",
          "Proxy-Authorization: " + Wire.basic("alice", "secret"));

      assertThat(envoy.readConnected()).isEqualTo(200);
      assertThat(envoy.isClosed()).isTrue();
    }
    assertThat(asked.get().adapter()).isEqualTo("envoy");
    assertThat(asked.get().method()).isEqualTo("CONNECT");
    assertThat(asked.get().target()).isEqualTo(new AuthRequest.Target("www.example.com", 443));
  }

  @Test
  void envoy_connectWithoutCredentials_isChallenged() throws Exception {
    try (Wire envoy = Wire.to(server.addresses().get(0))) {
      Response response =
          envoy.send("CONNECT www.example.com:443 HTTP/1.1", "Host: www.example.com:443").read();

      assertThat(response.status()).isEqualTo(407);
      assertThat(response.field("Proxy-Authenticate")).startsWith("Basic ");
      assertThat(envoy.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_Proxy_Authorization", "proxy_authorization", "X-Forwarded_For", "REMOTE_USER",
        "Remote_Groups", "Postern_Decision", "X_Auth-Status", "Authorization_"
      })
  void request_withAnUnderscoreInOurFields_isRefused(String field) throws Exception {
    boolean ours = !field.endsWith("_");

    assertThat(ask("/generic", field, "alice", "secret").status()).isEqualTo(ours ? 400 : 407);
    assertThat(ask("/nginx", field, "alice", "secret").status()).isEqualTo(ours ? 403 : 401);
    assertThat(directory.asked()).isZero();
  }

  @Test
  void request_atNoDialect_isNotFound() throws Exception {
    Response response = ask("/nothing", "Authorization", "alice", "secret");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).contains("/nginx");
    assertThat(directory.asked()).isZero();
  }

  @Test
  void answer_inGermanAndHtml_isWhatTheClientPrefers() throws Exception {
    try (Wire proxy = Wire.to(server.addresses().get(0))) {
      Response response =
          proxy
              .send(
                  "GET /traefik HTTP/1.1",
                  "Host: x",
                  "Accept: text/html",
                  "Accept-Language: de",
                  "Authorization: " + Wire.basic("expired", "secret"))
              .read();

      assertThat(response.field("Content-Type")).startsWith("text/html");
      assertThat(response.body()).contains("Ihr Passwort ist abgelaufen");
    }
  }

  private Response ask(String path, String field, String user, String password) throws Exception {
    try (Wire proxy = Wire.to(server.addresses().get(0))) {
      return proxy
          .send(
              "GET " + path + " HTTP/1.1",
              "Host: postern",
              field + ": " + Wire.basic(user, password))
          .read();
    }
  }
}
