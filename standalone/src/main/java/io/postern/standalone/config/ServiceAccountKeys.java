package io.postern.standalone.config;

import io.postern.ldap.ServiceAccount;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of {@code directory.service-account}. */
final class ServiceAccountKeys {
  private static final String SECTION = "directory.service-account";

  private static final Key<String> NAME =
      Key.optional(
          SECTION + ".name",
          Kinds.TEXT,
          "none: names are bound as they are typed, and the account watch is off",
          "svc-postern@corp.example.com",
          "The account that searches: a UPN, a down-level name or a DN. An ordinary user is"
              + " enough.");

  private static final Key<Secret.Source> PASSWORD =
      Key.optional(
          SECTION + ".password",
          Kinds.SECRET,
          "none",
          "\"${env:POSTERN_LDAP_PASSWORD}\"",
          "Its password.");

  private static final Key<Secret.Source> PASSWORD_FILE =
      Key.optional(
          SECTION + ".password-file",
          Kinds.SECRET_FILE,
          "none",
          "/etc/postern/ldap-password",
          "The file with its password, read anew for each connection.");

  private static final Key<Path> KEYTAB_FILE =
      Key.optional(
          SECTION + ".keytab-file",
          Kinds.READABLE_FILE,
          "none",
          "/etc/postern/svc-postern.keytab",
          "The file with its Kerberos key, instead of a password: it binds by SASL GSSAPI. Where the"
              + " KDC is, `/etc/krb5.conf` or the domain's DNS says.");

  static final List<Key<?>> KEYS = List.of(NAME, PASSWORD, PASSWORD_FILE, KEYTAB_FILE);

  private ServiceAccountKeys() {}

  static void check(Values values) {
    long secrets =
        List.of(PASSWORD, PASSWORD_FILE, KEYTAB_FILE).stream().filter(values::has).count();
    if (values.has(NAME) ? secrets != 1 : secrets > 0) {
      values.problem(
          SECTION,
          values.has(NAME)
              ? "needs one of password-file, keytab-file and password"
              : "needs the name of the account");
    }
  }

  static @Nullable ServiceAccount account(Values values) {
    String name = values.find(NAME);
    if (name == null) {
      return null;
    }
    Path keytab = values.find(KEYTAB_FILE);
    if (keytab != null) {
      return new ServiceAccount.Kerberos(name, keytab);
    }
    Secret.Source inFile = values.find(PASSWORD_FILE);
    Secret.Source password = inFile != null ? inFile : values.find(PASSWORD);
    return password == null
        ? null
        : new ServiceAccount.Simple(name, () -> password.read().octets());
  }
}
