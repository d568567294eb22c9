package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ObjectIdsTest {
  @Test
  void guid_octets_areInMicrosoftsOrder() {
    byte[] octets = HexFormat.of().parseHex("33221100554477668899aabbccddeeff");

    assertThat(ObjectIds.guid(octets)).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    assertThat(ObjectIds.guid(new byte[3])).isNull();
    assertThat(ObjectIds.guid(null)).isNull();
  }

  @Test
  void sid_octets_areSpelled() {
    byte[] users = HexFormat.of().parseHex("01020000000000052000000021020000");
    byte[] large =
        HexFormat.of().parseHex("010500000000000515000000ffffffff0100000002000000f4010000");

    assertThat(ObjectIds.sid(users)).isEqualTo("S-1-5-32-545");
    assertThat(ObjectIds.sid(large)).isEqualTo("S-1-5-21-4294967295-1-2-500");
    assertThat(ObjectIds.sid(new byte[] {1, 9, 0, 0, 0, 0, 0, 5})).isNull();
  }

  @Test
  void fileTime_never_isNull() {
    assertThat(FileTime.instant(0L)).isNull();
    assertThat(FileTime.instant(Long.MAX_VALUE)).isNull();
    assertThat(FileTime.instant(132_223_104_000_000_000L))
        .isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
    assertThat(FileTime.span(-18_000_000_000L)).isEqualTo(Duration.ofMinutes(30));
    assertThat(FileTime.span(Long.MIN_VALUE)).isNull();
  }
}
