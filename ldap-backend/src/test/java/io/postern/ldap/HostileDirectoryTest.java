package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.util.json.JSONException;
import com.unboundid.util.json.JSONObject;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.embedded.TlsIdentity;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a directory answers, nobody is signed in by mistake, nobody is told that a password is
 * wrong by mistake, and the answer comes in time. Runs with a heap of 64 MiB: see the pom.
 */
@Timeout(60)
class HostileDirectoryTest {
  /** For who is silent: it is used up. */
  private static final Duration SHORT = Duration.ofMillis(250);

  /** For who has said it all: longer than the test has, so that it fails if it waits for more. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final Set<String> ABOUT_THE_ID = Set.of("ldap-wrong-id", "ldap-id0-notice");
  private static final String SLOW = "ldap-slow-1Bps";

  /** What is no answer yet, or none to our question: more may come. */
  private static final Set<String> SILENT =
      Set.of("ldap-trunc", "ldap-empty-op", "ldap-len-0", "ldap-http", "ldap-nest");

  private static final String ALICE = "CN=alice,DC=corp,DC=example,DC=test";
  private static final TlsIdentity IDENTITY = TlsIdentity.selfSigned("localhost");

  @TempDir private static Path folder;
  private static Path ca;

  @BeforeAll
  static void writeAuthority() throws Exception {
    ca = Files.writeString(folder.resolve("ca.pem"), IDENTITY.certificatePem());
  }

  /** A case: what the server answers, and the status that the user must get. */
  record Case(String id, String verdict, byte[] octets, Mode mode, boolean octetByOctet) {
    boolean isStartTls() {
      return id.startsWith("ldap-starttls");
    }

    Duration patience() {
      return SILENT.contains(id) ? SHORT : LONG;
    }

    /** The octets with the message id that the client waits for. */
    byte[] answering(int messageId) {
      byte[] patched = octets.clone();
      for (int i = 0; !ABOUT_THE_ID.contains(id) && i < Math.min(64, patched.length - 2); i++) {
        if (patched[i] == 2 && patched[i + 1] == 1 && patched[i + 2] == 1) {
          patched[i + 2] = (byte) messageId;
        }
      }
      return patched;
    }

    @Override
    public String toString() {
      return id + " " + mode + (octetByOctet ? " octet by octet" : "");
    }
  }

  private static List<Case> read() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    HostileDirectoryTest.class.getResourceAsStream(
                        "/corpora/hostile-directory.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> addCases(cases, line));
    }
    assertThat(cases).extracting(Case::id).doesNotHaveDuplicates().hasSize(58);
    return cases;
  }

  static List<Case> corpus() throws IOException {
    List<Case> all = new ArrayList<>();
    for (Case one : read()) {
      if (one.id.equals(SLOW)) {
        continue;
      }
      for (Mode mode : one.isStartTls() ? new Mode[] {Mode.STARTTLS} : Mode.values()) {
        all.add(new Case(one.id, one.verdict, one.octets, mode, false));
        if (one.octets.length < 2_000) {
          all.add(new Case(one.id, one.verdict, one.octets, mode, true));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void signIn_hostileAnswer_hasTheRightOutcomeAtOnce(Case hostile) throws Exception {
    try (FakeLdapServer server = start(hostile);
        LdapDirectory directory = open(server, hostile.mode, hostile.patience())) {
      Outcome outcome = signIn(directory, LONG);

      assertThat(status(outcome)).isIn((Object[]) hostile.verdict.split("\\|"));
      assertThat(outcome.toString()).doesNotContain("\n", "\u001b", "secret");
      if (hostile.isStartTls()) {
        assertThat(server.userBinds()).isEmpty();
        assertThat(server.serviceBinds()).isEmpty();
      }
    }
  }

  /** Ten octets a second would never meet a timeout for one read. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void signIn_octetsThatTrickle_endsByTheDeadline(Mode mode) throws Exception {
    Case slow = read().stream().filter(c -> c.id.equals(SLOW)).findFirst().get();
    try (FakeLdapServer server = start(new Case("trickle", "503", slow.octets, mode, false));
        LdapDirectory directory = open(server, mode, LONG)) {
      server.onBind((bind, to) -> Trickle.of(slow.answering(to.id()), to));

      assertThat(status(signIn(directory, SHORT))).isEqualTo("503");
    }
  }

  @Test
  void find_entriesWithoutEnd_endsWithinTheHeap() throws Exception {
    try (FakeLdapServer server = FakeLdapServer.start();
        LdapDirectory directory = open(server, Mode.NONE, LONG)) {
      Entry large = alice();
      large.addAttribute("description", "x".repeat(10_000));
      server.onSearch(
          (search, to) -> {
            while (true) {
              to.entry(large);
            }
          });

      assertThat(directory.find("alice", Deadline.after(SHORT))).isInstanceOf(Lookup.Failed.class);
    }
  }

  @Test
  void find_extendedResponseToSearch_isUnavailable() throws Exception {
    try (FakeLdapServer server = FakeLdapServer.start();
        LdapDirectory directory = open(server, Mode.NONE, LONG)) {
      server.onSearch((search, to) -> to.extended(12));

      assertThat(status(signIn(directory, LONG))).isEqualTo("503");
    }
  }

  @Test
  void find_referencesToOtherServers_areNotFollowed() throws Exception {
    try (FakeLdapServer canary = FakeLdapServer.start();
        FakeLdapServer server = FakeLdapServer.start();
        LdapDirectory directory = open(server, Mode.NONE, LONG)) {
      String url = "ldap://" + canary.address() + "/" + ALICE;
      server.onSearch(
          (search, to) -> {
            to.reference(url);
            to.searchDone(0, "");
          });
      assertThat(directory.find("alice", soon())).isInstanceOf(Lookup.Nobody.class);

      server.onSearch((search, to) -> to.searchReferral(url));
      assertThat(directory.find("alice", soon())).isInstanceOf(Lookup.Failed.class);

      assertThat(canary.connections()).isZero();
    }
  }

  private static FakeLdapServer start(Case hostile) throws IOException {
    FakeLdapServer server =
        switch (hostile.mode) {
          case LDAPS -> FakeLdapServer.startLdaps(IDENTITY.serverContext());
          case STARTTLS -> FakeLdapServer.startWithStartTls(IDENTITY.serverContext());
          case NONE -> FakeLdapServer.start();
        };
    server.with(alice());
    if (hostile.isStartTls()) {
      return server.onStartTls(to -> send(hostile, to));
    }
    return server.onBind((bind, to) -> send(hostile, to));
  }

  private static void send(Case hostile, FakeLdapServer.Peer to) throws IOException {
    byte[] answer = hostile.answering(to.id());
    if (hostile.octetByOctet) {
      for (byte octet : answer) {
        to.raw(new byte[] {octet});
      }
    } else {
      to.raw(answer);
    }
    if (hostile.id.endsWith("-fin")) {
      to.hangUp();
    }
  }

  private static LdapDirectory open(FakeLdapServer server, Mode mode, Duration patience) {
    return LdapDirectory.open(
        LdapSettings.activeDirectory("corp.example.test")
            .servers(List.of(server.address()))
            .tls(new TlsSettings(mode, ca, null, null, false))
            .serviceAccount(
                new ServiceAccount.Simple(
                    FakeLdapServer.SERVICE, () -> "svc".getBytes(StandardCharsets.UTF_8)))
            .groups(GroupSettings.of(GroupSettings.Mode.NONE))
            .connectTimeout(patience)
            .requestTimeout(patience)
            .build(),
        LdapListener.NONE);
  }

  /**
   * Signs in.
   *
   * @param patience with the bind
   */
  private static Outcome signIn(LdapDirectory directory, Duration patience) {
    Lookup lookup = directory.find("alice", soon());
    if (lookup instanceof Lookup.Failed failed) {
      return failed.outcome();
    }
    try (UserPass userPass =
        UserPass.of(
            "alice".getBytes(StandardCharsets.UTF_8), "secret".getBytes(StandardCharsets.UTF_8))) {
      return directory.prove((Lookup.Provable) lookup, userPass, Deadline.after(patience));
    }
  }

  private static String status(Outcome outcome) {
    if (outcome instanceof Verdict.Authenticated) {
      return "200";
    }
    return outcome instanceof Verdict.Rejected ? "407" : "503";
  }

  private static Deadline soon() {
    return Deadline.after(LONG);
  }

  private static void addCases(List<Case> cases, String line) {
    try {
      JSONObject json = new JSONObject(line);
      cases.add(
          new Case(
              json.getFieldAsString("id"),
              json.getFieldAsString("verdict"),
              Base64.getDecoder().decode(json.getFieldAsString("server_bytes_b64")),
              Mode.NONE,
              false));
    } catch (JSONException notJson) {
      throw new UncheckedIOException(new IOException(notJson));
    }
  }

  private static Entry alice() {
    return new Entry(
        ALICE,
        new Attribute("objectClass", "user"),
        new Attribute("objectCategory", "person"),
        new Attribute("sAMAccountName", "alice"),
        new Attribute("userAccountControl", "512"));
  }

  /** Sends an octet now and then, without end if need be. */
  private static final class Trickle {
    private static final int EVERY_MILLIS = 100;

    static void of(byte[] octets, FakeLdapServer.Peer to) throws IOException {
      for (byte octet : Arrays.copyOf(octets, octets.length - 1)) {
        to.raw(new byte[] {octet});
        to.pause(EVERY_MILLIS);
      }
    }
  }
}
