package io.postern.ldap;

import java.nio.file.Path;
import java.util.function.Supplier;

/** The account that searches. It never proves anybody's password. */
public sealed interface ServiceAccount permits ServiceAccount.Simple, ServiceAccount.Kerberos {

  /** Who it is, for the log. */
  String name();

  /**
   * An account with a password.
   *
   * @param name a DN or, on AD, any name that can bind
   * @param password gives the password in UTF-8 each time a connection is made, so that a changed
   *     file takes effect; the array is wiped after use
   */
  record Simple(String name, Supplier<byte[]> password) implements ServiceAccount {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An account with a Kerberos key in a keytab (SASL GSSAPI, RFC 4752). */
  record Kerberos(String name, Path keytab) implements ServiceAccount {}
}
