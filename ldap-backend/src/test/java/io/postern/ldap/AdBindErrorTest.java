package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spi.Verdict.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdBindErrorTest {
  private static final String TEXT =
      "80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data CODE, v3839\0";

  @ParameterizedTest
  @CsvSource({
    "525, INVALID_CREDENTIALS",
    "52e, INVALID_CREDENTIALS",
    "52E, INVALID_CREDENTIALS",
    "52f, ACCOUNT_RESTRICTED",
    "530, LOGON_HOURS",
    "531, WORKSTATION",
    "532, PASSWORD_EXPIRED",
    "533, ACCOUNT_DISABLED",
    "568, TOO_MANY_GROUPS",
    "701, ACCOUNT_EXPIRED",
    "773, PASSWORD_MUST_CHANGE",
    "775, ACCOUNT_LOCKED"
  })
  void of_knownCode_isReason(String data, Reason reason) {
    String code = AdBindError.codeIn(TEXT.replace("CODE", data));

    assertThat(AdBindError.of(code).reason()).isEqualTo(reason);
  }

  @Test
  void of_unknownCode_isNull() {
    assertThat(AdBindError.of(AdBindError.codeIn(TEXT.replace("CODE", "ffffffff")))).isNull();
  }

  @Test
  void codeIn_otherText_isNull() {
    assertThat(AdBindError.codeIn("Invalid credentials")).isNull();
    assertThat(AdBindError.codeIn(null)).isNull();
    assertThat(AdBindError.codeIn("x".repeat(1 << 20) + "data 52e,")).isNull();
  }

  @Test
  void demandsChannelBinding_itsCodeAlone() {
    assertThat(
            AdBindError.demandsChannelBinding(
                "80090346: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data"
                    + " 80090346, v4563"))
        .isTrue();
    assertThat(AdBindError.demandsChannelBinding(TEXT.replace("CODE", "52e"))).isFalse();
  }
}
