package io.postern.it.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.ldap.GroupSettings;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import io.postern.spi.Identity;
import io.postern.spi.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A user in more groups than Windows gives values of an attribute in one answer, which are 1,500.
 * Samba gives all, so the directory is the embedded one.
 */
class ManyGroupsTest {
  private static final int GROUPS = 1_600;
  private static AdDirectory ad;

  @BeforeAll
  static void start() {
    ad = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    for (int i = 0; i < GROUPS; i++) {
      ad.users().addGroup("g" + i).join("alice", "g" + i);
    }
  }

  @AfterAll
  static void stop() {
    ad.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"TOKEN_GROUPS", "MEMBER_OF"})
  void prove_moreGroupsThanOneRange_areAllThere(GroupSettings.Mode mode) {
    LdapSettings settings =
        LdapSettings.activeDirectory(ad.settings().dnsDomain())
            .servers(List.of(ServerAddress.parse(ad.ldapUrl())))
            .tls(TlsSettings.NONE)
            .serviceAccount(
                new ServiceAccount.Simple(
                    ad.serviceAccount(), () -> ad.servicePassword().getBytes(UTF_8)))
            .groups(GroupSettings.of(mode))
            .requestTimeout(Duration.ofSeconds(60))
            .build();
    try (LdapDirectory directory = LdapDirectory.open(settings, LdapListener.NONE)) {
      Identity alice =
          ((Verdict.Authenticated) Asked.outcome(directory, "alice", "secret")).identity();

      assertThat(alice.groups().names())
          .contains("Internet Users", "g0", "g1499", "g1500", "g1599")
          .hasSizeGreaterThan(GROUPS);
    }
  }
}
