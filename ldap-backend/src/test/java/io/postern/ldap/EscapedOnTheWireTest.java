package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.util.json.JSONObject;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.embedded.TlsIdentity;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server is really asked for a name with special characters, by every transport. */
class EscapedOnTheWireTest {
  private static final TlsIdentity IDENTITY = TlsIdentity.selfSigned("localhost");
  private static final String FILTER = "(&(objectClass=person)(uid={user}))";
  private static final String TEMPLATE = "uid={user},ou=people,dc=example,dc=test";

  @TempDir private static Path folder;
  private static Path ca;

  @BeforeAll
  static void writeAuthority() throws Exception {
    ca = Files.writeString(folder.resolve("ca.pem"), IDENTITY.certificatePem());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void find_corpus_asksForThatNameAndNothingElse(Mode mode) throws Exception {
    List<Filter> asked = new CopyOnWriteArrayList<>();
    try (FakeLdapServer server = start(mode);
        LdapDirectory directory = open(settings(server, mode).userFilter(FILTER))) {
      server.onSearch(
          (search, to) -> {
            asked.add(search.getFilter());
            to.searchDone(0, "");
          });
      for (JSONObject example : EscapingTest.corpus()) {
        String user = example.getFieldAsString("user");
        asked.clear();

        assertThat(directory.find(user, soon())).isInstanceOf(Lookup.Nobody.class);

        assertThat(asked)
            .as(user)
            .filteredOn(filter -> filter.getFilterType() == Filter.FILTER_TYPE_AND)
            .singleElement()
            .satisfies(
                filter -> {
                  assertThat(filter.getComponents()).hasSize(2);
                  assertThat(filter.getComponents()[1].getAssertionValueBytes())
                      .isEqualTo(octets(user));
                });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void prove_corpus_bindsAsThatNameAndNobodyElse(Mode mode) throws Exception {
    try (FakeLdapServer server = start(mode);
        LdapDirectory directory = open(settings(server, mode).userDnTemplate(TEMPLATE))) {
      server.onBind((bind, to) -> to.bindResult(49, ""));
      for (JSONObject example : EscapingTest.corpus()) {
        String user = example.getFieldAsString("user");
        server.userBinds().clear();
        Lookup lookup = directory.find(user, soon());

        assertThat(lookup).as(user).isInstanceOf(Lookup.Provable.class);
        try (UserPass userPass = UserPass.of(octets("user"), octets("wrong"))) {
          assertThat(directory.prove((Lookup.Provable) lookup, userPass, soon()))
              .isInstanceOf(Verdict.Rejected.class);
        }

        DN bound = new DN(server.userBinds().get(0));
        assertThat(bound.getRDNs()).as(user).hasSize(4);
        assertThat(bound.getRDN().getByteArrayAttributeValues()[0]).isEqualTo(octets(user));
      }
    }
  }

  private static FakeLdapServer start(Mode mode) throws Exception {
    return switch (mode) {
      case LDAPS -> FakeLdapServer.startLdaps(IDENTITY.serverContext());
      case STARTTLS -> FakeLdapServer.startWithStartTls(IDENTITY.serverContext());
      case NONE -> FakeLdapServer.start();
    };
  }

  private static LdapSettingsBuilder settings(FakeLdapServer server, Mode mode) {
    return LdapSettings.ldap("dc=example,dc=test")
        .servers(List.of(server.address()))
        .tls(new TlsSettings(mode, ca, null, null, false));
  }

  private static LdapDirectory open(LdapSettingsBuilder settings) {
    return LdapDirectory.open(settings.build(), LdapListener.NONE);
  }

  /** Blanks at the ends belong to nobody's name. */
  private static byte[] octets(String user) {
    return user.strip().getBytes(StandardCharsets.UTF_8);
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
