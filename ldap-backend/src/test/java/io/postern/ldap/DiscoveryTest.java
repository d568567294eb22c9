package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.Deadline;
import io.postern.account.Lookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
  private static final String ALL = "_ldap._tcp.dc._msdcs.corp.example.test";
  private static final String BERLIN = "_ldap._tcp.Berlin._sites.dc._msdcs.corp.example.test";

  private FakeDnsServer dns;

  @BeforeEach
  void start() throws Exception {
    dns = FakeDnsServer.start();
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  @Test
  void servers_site_comesFirst() throws Exception {
    dns.srv(ALL, 0, 100, 389, "dc1.corp.example.test")
        .srv(ALL, 0, 100, 389, "dc2.corp.example.test")
        .srv(BERLIN, 0, 100, 389, "dc2.corp.example.test");

    assertThat(discovery(TlsSettings.LDAPS).servers("Berlin"))
        .containsExactly(
            new ServerAddress(true, "dc2.corp.example.test", 636),
            new ServerAddress(true, "dc1.corp.example.test", 636));
  }

  @Test
  void servers_starttls_takesThePortOfTheRecord() throws Exception {
    dns.srv(ALL, 0, 100, 1389, "dc1.corp.example.test");
    TlsSettings starttls = new TlsSettings(TlsSettings.Mode.STARTTLS, null, null, null, false);

    assertThat(discovery(starttls).servers(null))
        .containsExactly(new ServerAddress(false, "dc1.corp.example.test", 1389));
  }

  @Test
  void servers_noRecords_areNone() throws Exception {
    assertThat(discovery(TlsSettings.LDAPS).servers("Nowhere")).isEmpty();
    assertThat(dns.asked()).contains(ALL);
  }

  @Test
  void ordered_priorities_goFirst() {
    List<DnsRecords.Srv> ordered =
        Discovery.ordered(
            List.of(srv(20, 100, "c"), srv(10, 0, "b"), srv(0, 1, "a")), new Random(1));

    assertThat(ordered).extracting(DnsRecords.Srv::target).containsExactly("a", "b", "c");
  }

  @Test
  void ordered_weights_areShares() {
    Map<String, Integer> first = new HashMap<>();
    for (int seed = 0; seed < 2_000; seed++) {
      String target =
          Discovery.ordered(List.of(srv(0, 90, "heavy"), srv(0, 10, "light")), new Random(seed))
              .get(0)
              .target();
      first.merge(target, 1, Integer::sum);
    }

    assertThat(first.get("heavy")).isBetween(1_600, 1_950);
    assertThat(first.get("light")).isPositive();
  }

  @Test
  void find_serversFromDns_answersAndFollowsDns() throws Exception {
    try (FakeLdapServer server = FakeLdapServer.start()) {
      dns.srv(ALL, 0, 100, server.port(), "dc1.corp.example.test")
          .host("dc1.corp.example.test", "127.0.0.1");
      LdapSettings settings =
          LdapSettings.activeDirectory("corp.example.test")
              .nameServer(dns.address())
              .serviceAccount(
                  new ServiceAccount.Simple(
                      FakeLdapServer.SERVICE, () -> "svc".getBytes(StandardCharsets.UTF_8)))
              .tls(new TlsSettings(TlsSettings.Mode.NONE, null, null, null, true))
              .connectTimeout(Duration.ofSeconds(60))
              .requestTimeout(Duration.ofSeconds(60))
              .build();

      try (LdapDirectory directory = LdapDirectory.open(settings, LdapListener.NONE)) {
        assertThat(directory.find("alice", Deadline.after(Duration.ofSeconds(60))))
            .isInstanceOf(Lookup.Nobody.class);
      }
    }
  }

  @Test
  void find_dnsIsSilent_isUnavailableByTheDeadline() {
    dns.silence();
    try (LdapDirectory directory =
        LdapDirectory.open(
            LdapSettings.activeDirectory("corp.example.test")
                .nameServer(dns.address())
                .serviceAccount(new ServiceAccount.Simple("svc", () -> new byte[] {'x'}))
                .build(),
            LdapListener.NONE)) {
      assertThat(directory.find("alice", Deadline.after(Duration.ofMillis(300))))
          .isInstanceOf(Lookup.Failed.class);
    }
  }

  /** What a Samba domain controller answered. */
  @Test
  void netlogon_answerOfAServer_hasTheNames() {
    byte[] octets =
        Base64.getDecoder()
            .decode(
                "FwAAAL0RAACV33QIMO9yR4TnF6ycwMhmBGNvcnAHZXhhbXBsZQR0ZXN0AMAYA2RjMcAYBENPUlAAA0RDM"
                    + "QAAF0RlZmF1bHQtRmlyc3QtU2l0ZS1OYW1lAMA/BQAAAP////8=");

    assertThat(NetlogonAnswer.parse(octets))
        .isEqualTo(
            new NetlogonAnswer("CORP", "Default-First-Site-Name", "Default-First-Site-Name"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 24, 30, 60, 90})
  void netlogon_cutShort_isNothing(int length) {
    byte[] octets = new byte[length];
    if (length > 0) {
      octets[0] = 23;
    }
    for (int i = 24; i < length; i++) {
      // A pointer to itself.
      octets[i] = (byte) (i % 2 == 0 ? 0xc0 : 24);
    }

    assertThat(NetlogonAnswer.parse(octets)).isNull();
  }

  private Discovery discovery(TlsSettings tls) {
    LdapSettings settings = LdapSettings.activeDirectory("corp.example.test").tls(tls).build();
    return new Discovery(settings, new DnsRecords(dns.address()));
  }

  private static DnsRecords.Srv srv(int priority, int weight, String target) {
    return new DnsRecords.Srv(priority, weight, 389, target);
  }
}
