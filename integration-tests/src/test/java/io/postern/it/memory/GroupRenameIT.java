package io.postern.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.bed.WholeProxy;
import io.postern.it.directory.SambaAd;
import io.postern.ldap.LdapDirectory;
import io.postern.ldap.LdapListener;
import io.postern.ldap.TlsSettings.Mode;
import io.postern.spi.Verdict.Authenticated;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A group of a real domain controller gets another name while users of it are signed in. */
class GroupRenameIT {
  private static final Logger LOG = LoggerFactory.getLogger(GroupRenameIT.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  @Test
  void answer_groupRenamedWhileRunning_hasItsNewNameWithoutABind() {
    try (SambaAd ad = SambaAd.start();
        Remembered postern =
            new Remembered(
                LdapDirectory.open(
                    ad.settings(Mode.LDAPS).serviceAccount(SambaAd.service()).build(),
                    LdapListener.NONE),
                WholeProxy.memory(),
                INTERVAL)) {
      assertThat(groups(postern)).contains("G-Proxy-Users");
      long binds = ad.number("u.ok", "logonCount");

      ad.set("G-Proxy-Users", "sAMAccountName", "G-Renamed");
      long renamed = System.nanoTime();
      Remembered.until("the new name", () -> groups(postern).contains("G-Renamed"));

      long millis = (System.nanoTime() - renamed) / 1_000_000;
      LOG.info("group renamed: seen after {} ms, looked every {} ms", millis, INTERVAL.toMillis());
      assertThat(groups(postern)).doesNotContain("G-Proxy-Users");
      assertThat(ad.number("u.ok", "logonCount")).isEqualTo(binds);
    }
  }

  private static List<String> groups(Remembered postern) {
    return postern.answer("u.ok", SambaAd.PASSWORD) instanceof Authenticated authenticated
        ? List.copyOf(authenticated.identity().groups().names())
        : List.of();
  }
}
