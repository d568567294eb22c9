package io.postern.standalone.config;

import io.postern.ldap.ServiceAccount;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of a {@code service-account}. */
final class ServiceAccountKeys {
  private final String section;
  private final Key<String> name;
  private final Key<Secret.Source> password;
  private final Key<Secret.Source> passwordFile;
  private final Key<Path> keytabFile;

  /**
   * Makes the keys.
   *
   * @param none what holds without a name
   */
  ServiceAccountKeys(String section, String none) {
    this.section = section;
    this.name =
        Key.optional(
            section + ".name",
            Kinds.TEXT,
            none,
            "svc-postern@corp.example.com",
            "The account that searches: a UPN, a down-level name or a DN. An ordinary user is"
                + " enough.");
    this.password =
        Key.optional(
            section + ".password",
            Kinds.SECRET,
            "none",
            "\"${env:POSTERN_LDAP_PASSWORD}\"",
            "Its password.");
    this.passwordFile =
        Key.optional(
            section + ".password-file",
            Kinds.SECRET_FILE,
            "none",
            "/etc/postern/ldap-password",
            "The file with its password, read anew for each connection.");
    this.keytabFile =
        Key.optional(
            section + ".keytab-file",
            Kinds.READABLE_FILE,
            "none",
            "/etc/postern/svc-postern.keytab",
            "The file with its Kerberos key, instead of a password: it binds by SASL GSSAPI. Where"
                + " the KDC is, `/etc/krb5.conf` or the domain's DNS says.");
  }

  List<Key<?>> keys() {
    return List.of(name, password, passwordFile, keytabFile);
  }

  void check(Values values) {
    long secrets = Stream.of(password, passwordFile, keytabFile).filter(values::has).count();
    if (values.has(name) ? secrets != 1 : secrets > 0) {
      values.problem(
          section,
          values.has(name)
              ? "needs one of password-file, keytab-file and password"
              : "needs the name of the account");
    }
  }

  @Nullable ServiceAccount account(Values values) {
    String account = values.find(name);
    if (account == null) {
      return null;
    }
    Path keytab = values.find(keytabFile);
    if (keytab != null) {
      return new ServiceAccount.Kerberos(account, keytab);
    }
    Secret.Source inFile = values.find(passwordFile);
    Secret.Source secret = inFile != null ? inFile : values.find(password);
    return secret == null ? null : new ServiceAccount.Simple(account, () -> secret.read().octets());
  }
}
