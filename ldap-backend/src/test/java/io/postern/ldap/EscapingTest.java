package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.util.json.JSONObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No name can change what a filter asks or where a DN points. */
class EscapingTest {
  private static final FilterTemplate FILTER =
      FilterTemplate.forUser("(&(objectClass=person)(uid={user}))");
  private static final UserDn TEMPLATE = new UserDn("uid={user},ou=people,dc=example,dc=test");

  /** Cases of our own (CC0): the user, and the octets that the server must see. */
  static List<JSONObject> corpus() throws IOException {
    try (InputStream lines =
        EscapingTest.class.getResourceAsStream("/corpora/ldap-escaping.jsonl")) {
      return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(EscapingTest::parse)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void with_corpus_serverSeesTheUsersOctets(JSONObject example) throws Exception {
    String user = example.getFieldAsString("user");
    byte[] octets = HexFormat.of().parseHex(example.getFieldAsString("user_utf8_hex"));

    Filter sent = Filter.decode(FILTER.with(user, FilterTemplate.Leaf.PLAIN).encode());

    assertThat(sent.getComponents()).hasSize(2);
    assertThat(sent.getComponents()[1].getAssertionValueBytes()).isEqualTo(octets);
    Filter spelled = Filter.create("(uid=" + example.getFieldAsString("expect_filter_value") + ")");
    assertThat(sent.getComponents()[1].getAssertionValueBytes())
        .isEqualTo(spelled.getAssertionValueBytes());
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void of_corpus_dnHasTheUsersOctets(JSONObject example) throws Exception {
    byte[] octets = HexFormat.of().parseHex(example.getFieldAsString("user_utf8_hex"));

    DN sent = new DN(TEMPLATE.of(example.getFieldAsString("user")).toString());

    assertThat(sent.getRDNs()).hasSize(4);
    assertThat(sent.getRDN().getByteArrayAttributeValues()[0]).isEqualTo(octets);
  }

  @Property
  void with_anyName_filterKeepsItsShape(@ForAll String name) throws Exception {
    Filter sent = Filter.create(FILTER.with(name, FilterTemplate.Leaf.PLAIN).toString());

    assertThat(sent.getComponents()).hasSize(2);
    assertThat(sent.getComponents()[0]).isEqualTo(Filter.create("(objectClass=person)"));
    assertThat(sent.getComponents()[1].getAssertionValueBytes())
        .isEqualTo(name.getBytes(StandardCharsets.UTF_8));
  }

  private static JSONObject parse(String line) {
    try {
      return new JSONObject(line);
    } catch (com.unboundid.util.json.JSONException notJson) {
      throw new IllegalStateException(notJson);
    }
  }
}
