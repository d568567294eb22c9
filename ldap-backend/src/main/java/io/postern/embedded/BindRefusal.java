package io.postern.embedded;

/** Why AD refuses a bind: the number behind {@code data} in the diagnostic message. */
enum BindRefusal {
  NOT_AN_ACCOUNT("1f"),
  INVALID_CREDENTIALS("52e"),
  LOGON_HOURS("530"),
  WORKSTATION("531"),
  PASSWORD_EXPIRED("532"),
  ACCOUNT_DISABLED("533"),
  ACCOUNT_EXPIRED("701"),
  MUST_CHANGE("773"),
  LOCKED("775");

  private final String data;

  BindRefusal(String data) {
    this.data = data;
  }

  String diagnostic() {
    return "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data "
        + data
        + ", v1db1";
  }
}
