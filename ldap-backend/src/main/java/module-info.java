/** Accounts and passwords, asked of a directory and remembered. */
module io.postern.ldap {
  requires transitive io.postern.core;
  requires com.github.benmanes.caffeine;
  requires java.naming;
  requires java.security.jgss;
  requires java.security.sasl;
  requires org.slf4j;
  requires unboundid.ldapsdk;
  requires static org.jspecify;

  exports io.postern.account;
  exports io.postern.cache;
  exports io.postern.embedded;
  exports io.postern.ldap;
  exports io.postern.watch;
}
