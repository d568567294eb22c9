package io.postern.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.gate.AuthRequest.Target;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Authorities of any octets, beside RFC 3986's grammar, less what two readers read in two ways. */
class AuthorityFuzzTest {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
  private static final String LABEL = "[A-Za-z0-9_-]{1,63}";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*\\.?");

  /** What the WHATWG URL standard would have read as an IPv4 address. */
  private static final Pattern NUMBER_LAST =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:]+)):0{0,4}([1-9][0-9]{0,4})");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "www.example.com:443",
            "user@host:1",
            "host.:00443",
            "10.0.0.1:80",
            "0x7f.1:80",
            "[::1]:443",
            "[2001:db8:0:1:2:3:4:5]:65535",
            "[1:2:3:4:5:6:7::]:1",
            "[::ffff:192.0.2.1]:8080",
            "[::ffff:010.0.0.1]:80",
            "[fe80::1%eth0]:1",
            "[::1]")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void parse_anyOctets_agreesWithTheGrammar(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);

    Target target = Authority.parse(text, 0, text.length(), 0);

    // Netty takes an IPv4 address at the end of few IPv6 addresses only.
    boolean dotted = text.startsWith("[") && text.indexOf('.') > 0;
    assertThat(target).isIn(read(text), dotted ? null : read(text));
    if (target != null) {
      String again = target.toString();
      assertThat(Authority.parse(again, 0, again.length(), 0)).isEqualTo(target);
      assertThat(Authority.parse("//" + text + '/', 2, 2 + text.length(), 80)).isEqualTo(target);
    }
  }

  private static Target read(String text) {
    Matcher authority = AUTHORITY.matcher(text);
    if (!authority.matches() || text.length() - text.lastIndexOf(':') > 6) {
      return null;
    }
    int port = Integer.parseInt(authority.group(3));
    String address = authority.group(1);
    String host = address != null ? address : authority.group(2);
    boolean good = address != null ? isIpv6(host) : isName(host);
    return good && port <= 65535 ? new Target(host, port) : null;
  }

  private static boolean isName(String host) {
    return host.length() <= 253
        && NAME.matcher(host).matches()
        && (!NUMBER_LAST.matcher(host).matches() || host.matches(IPV4));
  }

  /** RFC 3986 §3.2.2: eight groups, of which one {@code ::} stands for one or more. */
  private static boolean isIpv6(String address) {
    String groups = address.replaceFirst("(?<=:)" + IPV4 + "$", "0:0");
    int gap = groups.indexOf("::");
    if (gap < 0) {
      return count(groups) == 8;
    }
    int before = gap == 0 ? 0 : count(groups.substring(0, gap));
    int behind = gap + 2 == groups.length() ? 0 : count(groups.substring(gap + 2));
    return before + behind <= 7;
  }

  /** How many groups there are; far too many where one is none. */
  private static int count(String groups) {
    String[] each = groups.split(":", -1);
    return Stream.of(each).allMatch(group -> group.matches("[0-9A-Fa-f]{1,4}")) ? each.length : 99;
  }
}
