package io.postern.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * OpenLDAP's server with three users below {@code ou=people,dc=example,dc=org} — alice, bob and
 * carol, with the password {@code secret} — and a service account that may search. It can be
 * stalled (SIGSTOP), killed, and started again on the same port with the same entries.
 */
public final class Slapd implements AutoCloseable {
  public static final String BASE_DN = "dc=example,dc=org";
  public static final String SERVICE_ACCOUNT = "cn=svc,dc=example,dc=org";
  public static final String SERVICE_PASSWORD = "search";

  private static final String SETTINGS =
      """
      include /etc/ldap/schema/core.schema
      include /etc/ldap/schema/cosine.schema
      include /etc/ldap/schema/inetorgperson.schema
      modulepath /usr/lib/ldap
      moduleload back_mdb
      pidfile %1$s/slapd.pid
      database mdb
      suffix "dc=example,dc=org"
      rootdn "cn=admin,dc=example,dc=org"
      rootpw admin
      directory %1$s/db
      maxsize 268435456
      index objectClass,uid eq
      access to attrs=userPassword by anonymous auth by * none
      access to * by users read by anonymous auth by * none
      """;

  private final Path folder;
  private final int port;
  private PeerProcess process;

  private Slapd(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.process = run();
  }

  /** Starts one, with its files in {@code folder}. */
  public static Slapd start(Path folder) {
    return start(folder, 0);
  }

  /** Starts one that has {@code staff} more users: s0, s1 and so on. */
  public static Slapd start(Path folder, int staff) {
    Peers.require("slapd", "slapadd");
    try {
      Files.createDirectories(folder.resolve("db"));
      Files.writeString(folder.resolve("slapd.conf"), String.format(Locale.ROOT, SETTINGS, folder));
      Files.writeString(folder.resolve("entries.ldif"), entries(staff));
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
    Completed added =
        Completed.run(
            folder, Peers.path("slapadd"), "-q", "-f", "slapd.conf", "-l", "entries.ldif");
    if (added.exit() != 0) {
      throw new AssertionError("slapadd: " + added.output());
    }
    return new Slapd(folder, PeerProcess.freePort());
  }

  public String url() {
    return "ldap://127.0.0.1:" + port;
  }

  /** The section of a configuration that leads to it. */
  public String configuration() {
    return String.format(
        Locale.ROOT,
        """
        directory:
          type: ldap
          servers: [%s]
          base-dn: %s
          service-account: { name: "%s", password: %s }
          tls: { mode: none }
        """,
        url(),
        BASE_DN,
        SERVICE_ACCOUNT,
        SERVICE_PASSWORD);
  }

  /** Stops it where it stands: connections stay open, nothing is answered. */
  public void stall() {
    process.stall();
  }

  public void resume() {
    process.resume();
  }

  /** Ends it: connections are refused. */
  public void kill() {
    process.close();
  }

  /** Starts it again after {@link #kill}; when this returns, it accepts. */
  public void restart() {
    process = run();
  }

  @Override
  public void close() {
    process.close();
  }

  private PeerProcess run() {
    return PeerProcess.start(
            folder,
            Peers.path("slapd").toString(),
            "-d",
            "0",
            "-h",
            url() + "/",
            "-f",
            "slapd.conf")
        .awaitPort(port);
  }

  private static String entries(int staff) {
    StringBuilder ldif =
        new StringBuilder(
            """
            dn: dc=example,dc=org
            objectClass: domain
            dc: example

            dn: ou=people,dc=example,dc=org
            objectClass: organizationalUnit
            ou: people

            dn: cn=svc,dc=example,dc=org
            objectClass: person
            cn: svc
            sn: svc
            userPassword: search
            """);
    Stream<String> users =
        Stream.concat(
            Stream.of("alice", "bob", "carol"),
            IntStream.range(0, staff).mapToObj(number -> "s" + number));
    for (String user : (Iterable<String>) users::iterator) {
      ldif.append("\ndn: uid=").append(user).append(",ou=people,dc=example,dc=org\n");
      ldif.append("objectClass: inetOrgPerson\nuid: ").append(user).append("\ncn: ").append(user);
      ldif.append("\nsn: ").append(user).append("\nuserPassword: secret\n");
    }
    return ldif.toString();
  }
}
