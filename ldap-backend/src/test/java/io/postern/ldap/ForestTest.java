package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.account.AccountDirectory;
import io.postern.account.AccountState;
import io.postern.account.Changes;
import io.postern.account.Deadline;
import io.postern.account.Lookup;
import io.postern.cache.CachingDirectory;
import io.postern.cache.MemoryListener;
import io.postern.cache.MemorySettings;
import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.spi.Client;
import io.postern.spi.Outcome;
import io.postern.spi.UserPass;
import io.postern.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two domains, each with an alice: CORP, which is asked by default, and EMEA below it. */
class ForestTest {
  private AdDirectory corp;
  private AdDirectory emea;
  private AccountDirectory forest;

  @BeforeEach
  void start() {
    corp = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    emea = AdDirectory.start(AdSettings.DEFAULT.withDomain("emea.corp.example.test", "EMEA"));
    emea.users().add("alice", "other").add("rita", "other").add("bob", "other");
    emea.users().set("rita", "userPrincipalName", "rita@emea.example");
    emea.users().set("bob", "userPrincipalName", "robert@mail.example");
    forest = open(null);
  }

  @AfterEach
  void stop() {
    forest.close();
    corp.close();
    emea.close();
  }

  @ParameterizedTest
  @CsvSource({
    "alice, CORP",
    "CORP\\alice, CORP",
    "alice@corp.example.test, CORP",
    "corp.example.test\\alice, CORP",
    "'CN=alice,CN=Users,DC=corp,DC=example,DC=test', CORP",
    "EMEA\\alice, EMEA",
    "emea\\Alice, EMEA",
    "alice@EMEA, EMEA",
    "alice@emea.corp.example.test, EMEA",
    "rita@Emea.Example, EMEA",
    "'CN=alice,CN=Users,DC=emea,DC=corp,DC=example,DC=test', EMEA"
  })
  void find_anyForm_isTheDomainsThatItNames(String name, String domain) {
    AdDirectory expected = domain.equals("CORP") ? corp : emea;

    assertThat(found(name).identity().distinguishedName())
        .isEqualTo(expected.users().dn(name.startsWith("rita") ? "rita" : "alice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"OTHER\\alice", "rita", "robert@mail.example", "alice@other.example", " ", "a=b"})
  void find_nobodysName_isNobody(String name) {
    assertThat(forest.find(name, soon())).isInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void find_unclaimedSuffix_isTheFirstDomains() {
    corp.users().set("bob", "userPrincipalName", "robert@elsewhere.example");

    assertThat(found("robert@elsewhere.example").identity().distinguishedName())
        .isEqualTo(corp.users().dn("bob"));
  }

  @Test
  void prove_sameNameInBothDomains_costsOneBindInItsOwn() {
    assertThat(signIn("EMEA\\alice", "other")).isInstanceOf(Verdict.Authenticated.class);
    assertThat(signIn("EMEA\\alice", "secret")).isInstanceOf(Verdict.Rejected.class);
    assertThat(signIn("alice", "secret")).isInstanceOf(Verdict.Authenticated.class);

    assertThat(emea.binds().by("alice")).isEqualTo(2);
    assertThat(corp.binds().by("alice")).isEqualTo(1);
  }

  @Test
  void prove_withoutServiceAccounts_bindsInTheDomainOfTheName() {
    forest.close();
    forest = Forest.open(new ForestSettings(List.of(bare(corp), bare(emea)), null), nobody());

    assertThat(signIn("alice@emea.corp.example.test", "other"))
        .isInstanceOfSatisfying(
            Verdict.Authenticated.class,
            yes ->
                assertThat(yes.identity().distinguishedName()).isEqualTo(emea.users().dn("alice")));
    assertThat(signIn("alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
    assertThat(emea.binds().by("alice")).isEqualTo(1);
    assertThat(corp.binds().by("alice")).isEqualTo(1);
  }

  @Test
  void memory_sameNameInBothDomains_isTwoAccounts() {
    try (CachingDirectory memory =
        new CachingDirectory(forest, MemorySettings.DEFAULT, MemoryListener.NONE, List.of())) {
      assertThat(ask(memory, "CORP\\alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
      assertThat(ask(memory, "EMEA\\alice", "secret")).isInstanceOf(Verdict.Rejected.class);
      assertThat(ask(memory, "EMEA\\alice", "other")).isInstanceOf(Verdict.Authenticated.class);
      assertThat(ask(memory, "CORP\\alice", "other")).isInstanceOf(Verdict.Rejected.class);
      assertThat(ask(memory, "CORP\\alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
      assertThat(memory.size()).isEqualTo(2);
    }
  }

  @Test
  void recheckAndIdentify_account_areItsOwnDomains() {
    AccountState alice = found("EMEA\\alice");
    emea.users().disable("alice");

    assertThat(state(forest.recheck(alice, soon())).refusal())
        .isEqualTo(Verdict.Reason.ACCOUNT_DISABLED);
    assertThat(state(forest.identify(alice, soon())).groupsRead()).isTrue();
    assertThat(found("CORP\\alice").refusal()).isNull();
  }

  @Test
  void find_oneDomainDown_failsForItsNamesAlone() {
    AccountState alice = found("EMEA\\alice");
    emea.stop();

    assertThat(forest.find("EMEA\\alice", soon())).isInstanceOf(Lookup.Failed.class);
    assertThat(forest.find("nobody@emea.example", soon())).isInstanceOf(Lookup.Failed.class);
    assertThat(forest.recheck(alice, soon())).isInstanceOf(Lookup.Failed.class);
    assertThat(signIn("alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
    assertThat(signIn("CORP\\alice", "secret")).isInstanceOf(Verdict.Authenticated.class);
    assertThat(forest.find("corp\\nobody", soon())).isInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void find_netbiosNameOfADomainNeverSeen_isNoWrongName() throws Exception {
    forest.close();
    emea.stop();
    forest = open(null);

    assertThat(forest.find("EMEA\\alice", soon())).isInstanceOf(Lookup.Failed.class);
    assertThat(forest.find("CORP\\alice", soon())).isInstanceOf(Lookup.Found.class);
    emea.restart();
    Await.until(() -> forest.find("EMEA\\alice", soon()) instanceof Lookup.Found);
  }

  @Test
  void changesSince_bothDomains_areToldTogether() {
    String mark = since(null).mark();
    corp.users().disable("alice");
    emea.users().disable("alice");

    assertThat(since(mark).accounts())
        .extracting(state -> state.identity().distinguishedName())
        .contains(corp.users().dn("alice"), emea.users().dn("alice"));
    assertThat(since(since(mark).mark()).accounts()).isEmpty();
  }

  @Test
  void changesSince_oneDomainDown_tellsTheOthersAndItsOwnLater() throws Exception {
    String mark = since(null).mark();
    emea.stop();
    corp.users().disable("alice");

    Changes.Since meanwhile = since(mark);
    assertThat(meanwhile.accounts())
        .extracting(state -> state.identity().distinguishedName())
        .contains(corp.users().dn("alice"));

    emea.users().disable("alice");
    emea.restart();
    Await.until(() -> forest.find("EMEA\\alice", soon()) instanceof Lookup.Found);
    assertThat(since(meanwhile.mark()).accounts())
        .extracting(state -> state.identity().distinguishedName())
        .contains(emea.users().dn("alice"));
  }

  @Test
  void changesSince_domainsFirstAnswerAfterTheMark_isLost() throws Exception {
    forest.close();
    emea.stop();
    forest = open(null);
    String mark = since(null).mark();

    emea.restart();
    Await.until(() -> forest.changesSince(mark, soon()) instanceof Changes.Lost);
  }

  @Test
  void changesSince_allDown_isFailed() {
    String mark = since(null).mark();
    corp.stop();
    emea.stop();

    assertThat(forest.changesSince(mark, soon())).isInstanceOf(Changes.Failed.class);
  }

  @Test
  void changesSince_markOfOtherDomains_isLost() {
    assertThat(forest.changesSince("usn 1 CN=NTDS Settings,CN=elsewhere", soon()))
        .isInstanceOf(Changes.Lost.class);
  }

  @Test
  void globalCatalog_unclaimedName_isTheDomainsOfTheEntry() {
    useCatalog(emea);

    assertThat(found("robert@mail.example").identity().distinguishedName())
        .isEqualTo(emea.users().dn("bob"));
    assertThat(signIn("robert@mail.example", "other")).isInstanceOf(Verdict.Authenticated.class);
    assertThat(forest.find("nobody@mail.example", soon())).isInstanceOf(Lookup.Nobody.class);
    assertThat(forest.find("OTHER\\bob", soon())).isInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void globalCatalog_suffixSharedByDomains_isWhoeverHasTheName() {
    emea.users().set("bob", "userPrincipalName", "robert@corp.example.test");
    useCatalog(emea);

    assertThat(found("robert@corp.example.test").identity().distinguishedName())
        .isEqualTo(emea.users().dn("bob"));
  }

  @Test
  void globalCatalog_down_isNoWrongName() {
    AdDirectory catalog = AdDirectory.start(AdSettings.DEFAULT);
    useCatalog(catalog);
    catalog.close();

    assertThat(forest.find("robert@mail.example", soon())).isInstanceOf(Lookup.Failed.class);
    assertThat(forest.find("alice", soon())).isInstanceOf(Lookup.Found.class);
    assertThat(forest.find("EMEA\\alice", soon())).isNotInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void open_oneDomain_isThatDirectory() {
    try (AccountDirectory only = Forest.open(ForestSettings.of(domain(corp).ldap()), nobody())) {
      assertThat(only).isInstanceOf(LdapDirectory.class);
    }
  }

  private void useCatalog(AdDirectory server) {
    forest.close();
    forest = open(builder(corp).servers(servers(server)).serviceAccount(service(server)).build());
  }

  private AccountDirectory open(@Nullable LdapSettings catalog) {
    return Forest.open(new ForestSettings(List.of(domain(corp), domain(emea)), catalog), nobody());
  }

  private static ForestSettings.Domain domain(AdDirectory ad) {
    return new ForestSettings.Domain(builder(ad).serviceAccount(service(ad)).build(), suffixes(ad));
  }

  private static ForestSettings.Domain bare(AdDirectory ad) {
    return new ForestSettings.Domain(builder(ad).build(), suffixes(ad));
  }

  private static List<String> suffixes(AdDirectory ad) {
    return ad.settings().netBiosName().equals("EMEA") ? List.of("emea.example") : List.of();
  }

  private static LdapSettingsBuilder builder(AdDirectory ad) {
    return LdapSettings.activeDirectory(ad.settings().dnsDomain())
        .servers(servers(ad))
        .tls(TlsSettings.NONE)
        .connectTimeout(Duration.ofSeconds(60))
        .requestTimeout(Duration.ofSeconds(60));
  }

  private static List<ServerAddress> servers(AdDirectory ad) {
    return List.of(ServerAddress.parse(ad.ldapUrl()));
  }

  private static ServiceAccount service(AdDirectory ad) {
    return new ServiceAccount.Simple(
        ad.serviceAccount(), () -> ad.servicePassword().getBytes(StandardCharsets.UTF_8));
  }

  private static LdapListener nobody() {
    return LdapListener.NONE;
  }

  private AccountState found(String name) {
    return state(forest.find(name, soon()));
  }

  private static AccountState state(Lookup lookup) {
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    return ((Lookup.Found) lookup).state();
  }

  private Changes.Since since(@Nullable String mark) {
    Changes changes = forest.changesSince(mark, soon());
    assertThat(changes).isInstanceOf(Changes.Since.class);
    return (Changes.Since) changes;
  }

  private Outcome signIn(String name, String password) {
    Lookup lookup = forest.find(name, soon());
    assertThat(lookup).isInstanceOf(Lookup.Provable.class);
    try (UserPass userPass = userPass(name, password)) {
      return forest.prove((Lookup.Provable) lookup, userPass, soon());
    }
  }

  private static Outcome ask(CachingDirectory memory, String name, String password) {
    try (UserPass userPass = userPass(name, password)) {
      return memory.verify(userPass, Client.UNKNOWN).toCompletableFuture().join();
    }
  }

  private static UserPass userPass(String name, String password) {
    return UserPass.of(
        name.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }
}
