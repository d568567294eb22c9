package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import io.postern.spi.Verdict.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One user, one bind at most, and an outage is never a no. */
class LdapDirectoryTest {
  private static final String BASE = "dc=example,dc=test";
  private static final String ALICE = "uid=alice,ou=people," + BASE;

  private FakeLdapServer server;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = FakeLdapServer.start().with(alice()).onBind(LdapDirectoryTest::secretIsRight);
    open.add(server);
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void prove_rightPassword_isAuthenticatedByOneBind() throws Exception {
    LdapDirectory directory = open(settings());

    Outcome outcome = signIn(directory, "alice", "secret");

    assertThat(outcome).isInstanceOf(Verdict.Authenticated.class);
    Verdict.Authenticated alice = (Verdict.Authenticated) outcome;
    assertThat(alice.identity().name()).isEqualTo("alice");
    assertThat(alice.identity().account()).isEqualTo("8f4d3c5e-0000-4000-8000-000000000001");
    assertThat(alice.evidence().server()).isEqualTo(server.address().toString());
    assertThat(server.userBinds()).containsExactly(ALICE);
  }

  @Test
  void prove_wrongPassword_isRejectedByOneBind() throws Exception {
    LdapDirectory directory = open(settings());

    assertThat(rejection(signIn(directory, "alice", "wrong")))
        .isEqualTo(Reason.INVALID_CREDENTIALS);
    assertThat(server.userBinds()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "*", "al*", "alice)(uid=*", "alice\\", " ", "uid=bob," + BASE})
  void find_nobodysName_costsNoBind(String name) throws Exception {
    LdapDirectory directory = open(settings());

    assertThat(directory.find(name, soon())).isInstanceOf(Lookup.Nobody.class);
    assertThat(server.userBinds()).isEmpty();
  }

  @Test
  void find_ownDn_isTheAccount() throws Exception {
    LdapDirectory directory = open(settings());

    assertThat(directory.find("UID=Alice, ou=people," + BASE, soon()))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.state().identity().name()).isEqualTo("alice"));
  }

  @Test
  void find_twoEntries_isNobody() throws Exception {
    Entry twin = alice();
    twin.setDN("uid=alice,ou=others," + BASE);
    server.with(twin);

    assertThat(open(settings()).find("alice", soon())).isInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void find_templateWithoutServiceAccount_bindsWithoutSearch() throws Exception {
    LdapDirectory directory =
        open(builder().userDnTemplate("uid={user},ou=people," + BASE).build());

    Lookup lookup = directory.find("Alice", soon());

    assertThat(lookup).isInstanceOf(Lookup.Unsearched.class);
    assertThat(((Lookup.Unsearched) lookup).account())
        .isEqualTo("name:uid=alice,ou=people," + BASE);
    assertThat(directory.canSearch()).isFalse();
    Outcome outcome = signIn(directory, "alice", "secret");
    assertThat(((Verdict.Authenticated) outcome).identity().account())
        .isEqualTo("8f4d3c5e-0000-4000-8000-000000000001");
  }

  @ParameterizedTest
  @CsvSource({
    "32, INVALID_CREDENTIALS",
    "34, INVALID_CREDENTIALS",
    "48, INVALID_CREDENTIALS",
    "50, ACCOUNT_RESTRICTED",
    "19, ACCOUNT_LOCKED"
  })
  void prove_resultAboutUser_isRejected(int code, Reason reason) throws Exception {
    server.onBind((bind, to) -> to.bindResult(code, ""));

    assertThat(rejection(signIn(open(settings()), "alice", "secret"))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1, DIRECTORY_ERROR",
    "2, DIRECTORY_ERROR",
    "3, TIMEOUT",
    "7, MISCONFIGURED",
    "8, MISCONFIGURED",
    "10, MISCONFIGURED",
    "13, MISCONFIGURED",
    "51, OVERLOADED",
    "52, UNREACHABLE",
    "53, DIRECTORY_ERROR",
    "80, DIRECTORY_ERROR",
    "81, DIRECTORY_ERROR",
    "4096, DIRECTORY_ERROR"
  })
  void prove_resultAboutServer_isUnavailable(int code, Outcome.Cause cause) throws Exception {
    server.onBind((bind, to) -> to.bindResult(code, ""));

    assertThat(cause(signIn(open(settings()), "alice", "secret"))).isEqualTo(cause);
    assertThat(server.userBinds()).hasSize(1);
  }

  @Test
  void prove_noAnswer_isTimeoutAndNeverSentAgain() throws Exception {
    FakeLdapServer second = second();
    server.onBind((bind, to) -> {});
    second.onBind((bind, to) -> {});
    LdapSettingsBuilder both = builder().servers(List.of(server.address(), second.address()));
    LdapDirectory patient = open(both.build());
    Lookup.Provable alice = (Lookup.Provable) patient.find("alice", soon());
    LdapDirectory hasty = open(both.requestTimeout(Duration.ofMillis(200)).build());

    Outcome outcome = prove(hasty, alice, "secret");

    assertThat(cause(outcome)).isEqualTo(Outcome.Cause.TIMEOUT);
    patient.close();
    hasty.close();
    Await.until(() -> server.open() + second.open() == 0); // they have read all that was sent
    assertThat(server.userBinds().size() + second.userBinds().size()).isEqualTo(1);
  }

  @Test
  void prove_connectionClosedInsteadOfAnswer_isNotSentAgain() throws Exception {
    FakeLdapServer second = second();
    server.onBind((bind, to) -> to.hangUp());
    second.onBind((bind, to) -> to.hangUp());
    LdapDirectory directory =
        open(builder().servers(List.of(server.address(), second.address())).build());

    assertThat(cause(signIn(directory, "alice", "secret"))).isEqualTo(Outcome.Cause.UNREACHABLE);
    assertThat(server.userBinds().size() + second.userBinds().size()).isEqualTo(1);
  }

  @Test
  void signIn_restingConnectionClosedByServer_isNotNoticed() throws Exception {
    LdapDirectory directory = open(settings());
    signIn(directory, "alice", "secret");
    assertThat(isAnyoneReading(server.address())).isTrue();

    server.hangUp();
    Await.until(() -> !isAnyoneReading(server.address()));

    assertThat(signIn(directory, "alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
  }

  /** Whether the SDK has a connection to this server whose end it has not seen: a thread each. */
  private static boolean isAnyoneReading(ServerAddress server) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(name -> name.startsWith("Connection reader") && name.endsWith(server.toString()));
  }

  @Test
  void signIn_firstServerRefusesConnections_secondAnswers() throws Exception {
    FakeLdapServer second = second();
    LdapDirectory directory =
        open(builder().servers(List.of(server.address(), second.address())).build());
    server.close();

    assertThat(signIn(directory, "alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
    assertThat(second.userBinds()).hasSize(1);
  }

  @Test
  void signIn_firstServerFrozen_secondAnswersWithinTheDeadline() throws Exception {
    FakeLdapServer second = second();
    server.freeze();
    LdapSettings settings =
        builder()
            .servers(List.of(server.address(), second.address()))
            .requestTimeout(Duration.ofMillis(400))
            .build();

    // Each attempt is a new directory's first one: a busy machine's second server is late as well.
    Await.until(() -> signIn(open(settings), "alice", "secret") instanceof Verdict.Authenticated);
  }

  @Test
  void signIn_serverComesBack_isAskedAgain() throws Exception {
    // Nobody else listens at this address, or connects from it: the port stays ours.
    FakeLdapServer first = FakeLdapServer.startOn("127.0.0.8", 0);
    open.add(first);
    ServerAddress address = first.address();
    LdapDirectory directory = open(builder().servers(List.of(address)).build());
    first.close();
    Await.until(() -> directory.find("alice", soon()) instanceof Lookup.Failed);

    open.add(
        FakeLdapServer.startOn(address.host(), address.port())
            .with(alice())
            .onBind(LdapDirectoryTest::secretIsRight));

    Await.until(() -> signIn(directory, "alice", "secret") instanceof Verdict.Authenticated);
  }

  @Test
  void open_noServer_isNoFailure() throws Exception {
    // A port that is taken but not listened at refuses, and nobody else can open it meanwhile.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      ServerAddress nobody = ServerAddress.parse("ldap://127.0.0.1:" + taken.getLocalPort());

      LdapDirectory directory =
          open(builder().serviceAccount(service("svc")).servers(List.of(nobody)).build());

      assertThat(directory.find("alice", soon()))
          .isInstanceOfSatisfying(
              Lookup.Failed.class,
              failed -> assertThat(failed.outcome().cause()).isEqualTo(Outcome.Cause.UNREACHABLE));
    }
  }

  @Test
  void find_wrongServicePassword_isNotTheUsersFaultAndIsTriedOnce() throws Exception {
    LdapDirectory directory =
        open(builder().serviceAccount(service("wrong")).connections(8).build());

    for (int i = 0; i < 5; i++) {
      assertThat(directory.find("alice", soon()))
          .isInstanceOfSatisfying(
              Lookup.Failed.class,
              failed ->
                  assertThat(failed.outcome().cause())
                      .isEqualTo(Outcome.Cause.SERVICE_ACCOUNT_REFUSED));
    }
    assertThat(server.serviceBinds()).hasSize(1);
  }

  @Test
  void signIn_manyAtOnce_staysBelowTheMaximum() throws Exception {
    LdapDirectory directory = open(builder().serviceAccount(service("svc")).connections(4).build());
    ExecutorService crowd = Executors.newFixedThreadPool(16);
    List<Callable<Outcome>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(() -> signIn(directory, "alice", "secret"));
    }

    for (Future<Outcome> outcome : crowd.invokeAll(all)) {
      assertThat(outcome.get()).isInstanceOf(Verdict.Authenticated.class);
    }

    crowd.shutdown();
    assertThat(server.userBinds()).hasSize(200);
    int leaving = 1; // the probe's connection: its end may reach the server after its successor
    assertThat(server.mostOpen()).isLessThanOrEqualTo(4 + leaving);
  }

  @Test
  void prove_unaskedAnswer_spoilsTheConnection() throws Exception {
    server.onBind(
        (bind, to) -> {
          to.bindResult(49, "");
          to.bindResult(0, "");
        });
    LdapDirectory directory = open(settings());

    // The second answer may come before the first has been read: then nothing is believed.
    assertThat(signIn(directory, "alice", "wrong")).isNotInstanceOf(Verdict.Authenticated.class);
    int before = server.connections();
    Await.until(() -> server.open() < before);

    server.onBind(LdapDirectoryTest::secretIsRight);
    assertThat(rejection(signIn(directory, "alice", "wrong")))
        .isEqualTo(Reason.INVALID_CREDENTIALS);
  }

  private LdapSettings settings() {
    return builder().serviceAccount(service("svc")).build();
  }

  private LdapSettingsBuilder builder() {
    return LdapSettings.ldap(BASE)
        .servers(List.of(server.address()))
        .tls(TlsSettings.NONE)
        .connectTimeout(Duration.ofSeconds(60))
        .requestTimeout(Duration.ofSeconds(60));
  }

  private static ServiceAccount service(String password) {
    return new ServiceAccount.Simple(
        FakeLdapServer.SERVICE, () -> password.getBytes(StandardCharsets.UTF_8));
  }

  private LdapDirectory open(LdapSettings settings) {
    LdapDirectory directory = LdapDirectory.open(settings, LdapListener.NONE);
    open.add(directory);
    return directory;
  }

  private FakeLdapServer second() throws Exception {
    FakeLdapServer second =
        FakeLdapServer.start().with(alice()).onBind(LdapDirectoryTest::secretIsRight);
    open.add(second);
    return second;
  }

  private static Outcome signIn(LdapDirectory directory, String name, String password) {
    Lookup lookup = directory.find(name, soon());
    if (lookup instanceof Lookup.Failed failed) {
      return failed.outcome();
    }
    return prove(directory, (Lookup.Provable) lookup, password);
  }

  private static Outcome prove(LdapDirectory directory, Lookup.Provable whom, String password) {
    try (UserPass userPass = userPass("x", password)) {
      return directory.prove(whom, userPass, soon());
    }
  }

  private static UserPass userPass(String name, String password) {
    return UserPass.of(
        name.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }

  private static Reason rejection(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Verdict.Rejected.class);
    return ((Verdict.Rejected) outcome).reason();
  }

  private static Outcome.Cause cause(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
    return ((Outcome.Unavailable) outcome).cause();
  }

  private static void secretIsRight(BindRequestProtocolOp bind, FakeLdapServer.Peer to)
      throws IOException {
    to.bindResult(FakeLdapServer.passwordOf(bind).equals("secret") ? 0 : 49, "");
  }

  private static Entry alice() {
    return new Entry(
        ALICE,
        new Attribute("objectClass", "person"),
        new Attribute("uid", "alice"),
        new Attribute("entryUUID", "8F4D3C5E-0000-4000-8000-000000000001"));
  }
}
