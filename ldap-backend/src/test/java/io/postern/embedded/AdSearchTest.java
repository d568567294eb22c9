package io.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a search is answered. */
class AdSearchTest {
  private static final String BASE = "DC=corp,DC=example,DC=test";

  private static AdDirectory directory;
  private static AdClient client;

  @BeforeAll
  static void start() throws LDAPException {
    directory = AdDirectory.start(AdSettings.DEFAULT.withLimits(20, 30)).withSampleUsers();
    AdUsers users = directory.users().addGroup("G-A").addGroup("G-B").addGroup("G-C");
    users.join("bob", "G-C").join("G-C", "G-B").join("G-B", "G-A").join("G-A", "G-C");
    users.addGroup("Everyone Else");
    for (int i = 0; i < 70; i++) {
      String name = "staff" + i;
      users.add(name, "secret").join(name, "Everyone Else");
    }
    client = AdClient.signedIn(directory);
  }

  @AfterAll
  static void stop() {
    client.close();
    directory.close();
  }

  @Test
  void rootDse_anonymous_showsADomainController() throws LDAPException {
    try (AdClient anonymous = new AdClient(directory)) {
      RootDSE root = anonymous.connection.getRootDSE();

      assertThat(root.getAttributeValue("defaultNamingContext")).isEqualTo(BASE);
      assertThat(root.getAttributeValue("dnsHostName")).isEqualTo("dc1.corp.example.test");
      assertThat(root.getAttributeValues("supportedCapabilities"))
          .contains("1.2.840.113556.1.4.800");
      assertThat(root.getAttributeValueAsLong("highestCommittedUSN")).isGreaterThan(12_288);
    }
  }

  @Test
  void search_anonymous_isRefused() throws LDAPException {
    try (AdClient anonymous = new AdClient(directory)) {
      assertThat(anonymous.search(BASE, "(objectClass=*)").getResultCode())
          .isEqualTo(ResultCode.OPERATIONS_ERROR);
    }
  }

  @Test
  void search_afterAFailedBind_isAnonymous() throws LDAPException {
    try (AdClient other = AdClient.signedIn(directory)) {
      other.bind("CORP\\alice", "wrong");

      assertThat(other.search(BASE, "(sAMAccountName=alice)").getResultCode())
          .isEqualTo(ResultCode.OPERATIONS_ERROR);
    }
  }

  @Test
  void search_afterAFailedBindWhereIdentityIsKept_isAnswered() throws LDAPException {
    try (AdDirectory samba = AdDirectory.start(AdSettings.DEFAULT.withIdentityKept());
        AdClient other = AdClient.signedIn(samba)) {
      other.bind("CORP\\nobody", "wrong");

      assertThat(other.search(BASE, "(sAMAccountName=svc-postern)").getEntryCount()).isOne();
    }
  }

  @Test
  void search_partitions_showsTheNetBiosName() throws LDAPException {
    String configuration =
        client.connection.getRootDSE().getAttributeValue("configurationNamingContext");
    SearchResult found =
        client.search(
            "CN=Partitions," + configuration,
            "(&(objectCategory=crossRef)(nCName=" + BASE + "))",
            "nETBIOSName");
    SearchResult byClass =
        client.search(
            "CN=Partitions," + configuration, "(&(objectClass=crossRef)(nCName=" + BASE + "))");

    assertThat(found.getSearchEntries().get(0).getAttributeValue("nETBIOSName")).isEqualTo("CORP");
    assertThat(byClass.getEntryCount()).isOne();
  }

  @Test
  void search_domain_showsItsPolicy() throws LDAPException {
    SearchResultEntry domain = client.read(BASE);

    assertThat(domain.getAttributeValue("lockoutThreshold")).isEqualTo("5");
    assertThat(domain.getAttributeValue("lockOutObservationWindow")).isEqualTo("-6000000000");
    assertThat(domain.getAttributeValue("maxPwdAge")).isEqualTo("-36288000000000");
  }

  @Test
  void search_user_findsItByFilterOfTheDesign() throws LDAPException {
    SearchResult found =
        client.search(BASE, "(&(objectCategory=person)(sAMAccountName=ALICE))", "memberOf", "1.1");

    assertThat(found.getSearchEntries()).hasSize(1);
    assertThat(found.getSearchEntries().get(0).getAttributeValues("memberOf"))
        .containsExactly("CN=Internet Users,CN=Users," + BASE);
    assertThat(found.getSearchEntries().get(0).getAttributes()).hasSize(1);
  }

  @Test
  void search_fromTheRoot_refersToOtherPartitionsAndShowsNoneOfThem() throws LDAPException {
    SearchResult found = client.search(BASE, "(objectClass=crossRef)");

    assertThat(found.getEntryCount()).isZero();
    assertThat(found.getReferenceCount()).isEqualTo(3);
  }

  @Test
  void search_computedAttributes_areShownWhenAskedForOnly() throws LDAPException {
    String computed = "msDS-User-Account-Control-Computed";
    String expiry = "msDS-UserPasswordExpiryTimeComputed";
    SearchResultEntry locked = client.read(directory.users().dn("locked"), computed, expiry);
    SearchResultEntry expired = client.read(directory.users().dn("expired"), computed);

    assertThat(locked.getAttributeValueAsInteger(computed)).isEqualTo(0x10);
    assertThat(FileTime.instant(locked.getAttributeValueAsLong(expiry)))
        .isAfter(java.time.Instant.now());
    assertThat(expired.getAttributeValueAsInteger(computed)).isEqualTo(0x800000);
    assertThat(client.read(directory.users().dn("locked")).hasAttribute(computed)).isFalse();
  }

  @Test
  void search_tokenGroups_hasNestedAndPrimaryGroups() throws LDAPException {
    SearchResultEntry bob = client.read(directory.users().dn("bob"), "tokenGroups");

    assertThat(List.of(bob.getAttributeValueByteArrays("tokenGroups")))
        .containsExactlyInAnyOrder(
            sid("G-A"), sid("G-B"), sid("G-C"), sid("Domain Users"), sid("Builtin Users"));
  }

  @Test
  void search_tokenGroupsOfManyEntries_isNotShown() throws LDAPException {
    SearchResult found = client.search(BASE, "(sAMAccountName=bob)", "tokenGroups");

    assertThat(found.getSearchEntries().get(0).hasAttribute("tokenGroups")).isFalse();
  }

  @Test
  void search_inChain_survivesTheLoop() throws LDAPException {
    String inA = "(memberOf:1.2.840.113556.1.4.1941:=" + directory.users().dn("G-A") + ")";
    String ofBob = "(member:1.2.840.113556.1.4.1941:=" + directory.users().dn("bob") + ")";

    assertThat(names(client.search(BASE, "(&(objectCategory=person)" + inA + ")")))
        .containsExactly("bob");
    assertThat(names(client.search(BASE, ofBob))).containsExactlyInAnyOrder("G-A", "G-B", "G-C");
  }

  @Test
  void search_bitRule_findsTheDisabled() throws LDAPException {
    assertThat(
            names(
                client.search(
                    BASE,
                    "(&(objectCategory=person)(userAccountControl:1.2.840.113556.1.4.803:=2))")))
        .containsExactly("disabled");
  }

  @Test
  void search_bySidInEitherSpelling_findsTheEntry() throws LDAPException {
    byte[] sid = sid("alice");
    String text = Sid.DOMAIN + '-' + Sid.relativeId(sid);

    assertThat(names(client.search(BASE, "(objectSid=" + text + ")"))).containsExactly("alice");
    assertThat(
            names(
                client.search(
                    new SearchRequest(
                        BASE, SearchScope.SUB, Filter.createEqualityFilter("objectSid", sid)))))
        .containsExactly("alice");
  }

  @Test
  void search_moreThanAPage_isCut() throws LDAPException {
    SearchResult found = client.search(BASE, "(sAMAccountName=staff*)", "1.1");

    assertThat(found.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
    assertThat(found.getEntryCount()).isEqualTo(20);
  }

  @Test
  void search_inPages_findsAll() throws LDAPException {
    int found = 0;
    SimplePagedResultsControl page = new SimplePagedResultsControl(1000);
    while (page != null) {
      SearchRequest request =
          new SearchRequest(BASE, SearchScope.SUB, "(sAMAccountName=staff*)", "1.1");
      request.addControl(page);
      SearchResult part = client.search(request);
      assertThat(part.getEntryCount()).isLessThanOrEqualTo(20);
      found += part.getEntryCount();
      SimplePagedResultsControl next = SimplePagedResultsControl.get(part);
      page =
          next.moreResultsToReturn() ? new SimplePagedResultsControl(1000, next.getCookie()) : null;
    }
    assertThat(found).isEqualTo(70);
  }

  @Test
  void search_moreValuesThanTheMaximum_areShownInRanges() throws LDAPException {
    String group = directory.users().dn("Everyone Else");

    assertThat(shownNames(client.read(group, "member"))).containsExactly("member;range=0-29");
    assertThat(shownNames(client.read(group, "member;range=30-*")))
        .containsExactly("member;range=30-59");
    assertThat(shownNames(client.read(group, "member;range=60-*")))
        .containsExactly("member;range=60-*");
    assertThat(shownNames(client.read(group, "member;range=5-9")))
        .containsExactly("member;range=5-9");
  }

  @Test
  void search_unknownBase_isNoSuchObject() throws LDAPException {
    assertThat(client.search("DC=nowhere", "(objectClass=*)").getResultCode())
        .isEqualTo(ResultCode.NO_SUCH_OBJECT);
  }

  private static byte[] sid(String name) {
    return directory.users().entry(name).getAttributeValueBytes("objectSid");
  }

  private static List<String> names(SearchResult result) {
    return result.getSearchEntries().stream()
        .map(entry -> entry.getAttributeValue("sAMAccountName"))
        .toList();
  }

  private static List<String> shownNames(SearchResultEntry entry) {
    return entry.getAttributes().stream().map(Attribute::getName).toList();
  }
}
