package io.postern.it.directory;

import io.postern.it.peer.Completed;
import io.postern.it.peer.Peers;
import io.postern.ldap.LdapSettings;
import io.postern.ldap.LdapSettingsBuilder;
import io.postern.ldap.ServerAddress;
import io.postern.ldap.ServiceAccount;
import io.postern.ldap.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A real domain controller: Samba's, on a loopback address of its own, with users in every state.
 * See {@code src/test/ad}.
 */
public final class SambaAd implements AutoCloseable {
  public static final String DOMAIN = "corp.example.test";
  public static final String BASE = "DC=corp,DC=example,DC=test";
  public static final String PASSWORD = "Passw0rd!";
  public static final String SERVICE = "svc-proxy@" + DOMAIN;
  public static final String SERVICE_PASSWORD = "Svc-Proxy-1";

  /** What a test finds out must not depend on how fast the machine is. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path SCRIPTS = Path.of("src", "test", "ad").toAbsolutePath();
  private static final int INVALID_CREDENTIALS = 49;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String address;
  private final Map<String, String> facts;
  private boolean stalled;

  private SambaAd(String address, Map<String, String> facts) {
    this.address = address;
    this.facts = facts;
  }

  /** Starts one; settings of {@code src/test/ad/up} as {@code NAME=VALUE}. */
  public static SambaAd start(String... settings) {
    Peers.require("samba", "samba-tool", "ldbadd", "ldapsearch", "openssl");
    if (!System.getProperty("user.name").equals("root")) {
      throw new TestAbortedException("samba: its port 389 is for root alone");
    }
    long pid = ProcessHandle.current().pid();
    String address = "127.77." + (pid % 200 + 20) + "." + COUNT.incrementAndGet();
    return new SambaAd(address, facts(script(address, "up", settings)));
  }

  private static Map<String, String> facts(Completed printed) {
    check(printed);
    Map<String, String> facts = new HashMap<>();
    printed
        .output()
        .lines()
        .filter(line -> line.matches("AD_[A-Z0-9_]+=.*"))
        .forEach(
            line ->
                facts.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return facts;
  }

  public String address() {
    return address;
  }

  ServerAddress server(TlsSettings.Mode mode) {
    boolean secure = mode == TlsSettings.Mode.LDAPS;
    return new ServerAddress(secure, address, secure ? 636 : 389);
  }

  /** Settings for this controller, without a service account. */
  public LdapSettingsBuilder settings(TlsSettings.Mode mode) {
    return LdapSettings.activeDirectory(DOMAIN)
        .servers(List.of(server(mode)))
        .tls(new TlsSettings(mode, authority(), null, null, false))
        .connectTimeout(PATIENCE)
        .requestTimeout(PATIENCE);
  }

  Path authority() {
    return Path.of(facts.get("AD_CA"));
  }

  Path otherAuthority() {
    return Path.of(facts.get("AD_OTHER_CA"));
  }

  public static ServiceAccount service() {
    return account(SERVICE, SERVICE_PASSWORD);
  }

  ServiceAccount administrator() {
    return account(facts.get("AD_ADMIN"), facts.get("AD_ADMIN_PASSWORD"));
  }

  static ServiceAccount account(String name, String password) {
    return new ServiceAccount.Simple(name, () -> password.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts users back into their defined state. */
  public void reset(String... users) {
    check(script(address, "reset", users));
  }

  /** Writes a raw value. */
  public void set(String user, String attribute, String value) {
    check(script(address, "fixtures", "set", user, attribute, value));
  }

  /** A value as another client sees it. */
  public long number(String user, String attribute) {
    Completed search =
        asAdministrator(
            "ldapsearch", "-LLL", "-b", BASE, "(sAMAccountName=" + user + ")", attribute);
    return search
        .output()
        .lines()
        .filter(line -> line.startsWith(attribute + ": "))
        .mapToLong(line -> Long.parseLong(line.substring(attribute.length() + 2)))
        .findFirst()
        .orElse(0);
  }

  /** Changes a password, as an administrator does. */
  public void setPassword(String user, String password) {
    check(script(address, "fixtures", "password", user, password));
  }

  /** Spends a wrong password elsewhere. */
  public void failElsewhere(String user) {
    Completed bind =
        Completed.run(
            SCRIPTS,
            "ldapsearch",
            "-x",
            "-H",
            "ldap://" + address,
            "-D",
            user + "@" + DOMAIN,
            "-w",
            "wrong elsewhere");
    if (bind.exit() != INVALID_CREDENTIALS) {
      throw new AssertionError(bind.output());
    }
  }

  /** Writes a change, as an administrator does over LDAP: LDIF. */
  public void modify(String... ldif) {
    try {
      Path file = Files.createTempFile("postern-it", ".ldif");
      try {
        Files.write(file, List.of(ldif));
        check(
            Completed.run(
                SCRIPTS,
                "ldapmodify",
                "-x",
                "-H",
                "ldap://" + address,
                "-D",
                facts.get("AD_ADMIN"),
                "-w",
                facts.get("AD_ADMIN_PASSWORD"),
                "-f",
                file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
  }

  /** Deletes an object, as an administrator does. */
  void delete(String dn) {
    check(asAdministrator("ldapdelete", dn));
  }

  private Completed asAdministrator(String tool, String... arguments) {
    List<Object> command = new ArrayList<>(List.of(tool, "-x", "-H", "ldap://" + address));
    command.addAll(List.of("-D", facts.get("AD_ADMIN"), "-w", facts.get("AD_ADMIN_PASSWORD")));
    command.addAll(List.of(arguments));
    return Completed.run(SCRIPTS, command.toArray());
  }

  /** Writes an account's key into a file, and krb5.conf beside it. */
  Path keytab(String account) {
    facts.putAll(facts(script(address, "keytab", account)));
    return Path.of(facts.get("AD_KEYTAB"));
  }

  /** Says where the KDC is; there once {@link #keytab} has been called. */
  Path krb5Conf() {
    return Path.of(facts.get("AD_KRB5_CONF"));
  }

  /** Its DNS service, as {@code host:port}. */
  String nameServer() {
    return facts.get("AD_DNS");
  }

  /** Ends it at once: its connections are reset, new ones refused. */
  void kill() {
    signal("KILL");
  }

  /** Stops it where it stands: connections are taken, nothing is answered. */
  public void stall() {
    signal("STOP");
    stalled = true;
  }

  public void resume() {
    signal("CONT");
    stalled = false;
  }

  @Override
  public void close() {
    if (stalled) {
      resume();
    }
    check(script(address, "down", "--purge"));
  }

  private void signal(String name) {
    check(Completed.run(SCRIPTS, "kill", "-" + name, facts.get("AD_PID")));
  }

  private static void check(Completed completed) {
    if (completed.exit() != 0) {
      throw new AssertionError(completed.output());
    }
  }

  /** Arguments of the form {@code NAME=VALUE} are the script's environment. */
  private static Completed script(String address, String name, String... arguments) {
    List<Object> command = new ArrayList<>(List.of("env", "POSTERN_AD_ADDR=" + address));
    Stream<String> settings = Arrays.stream(arguments).filter(SambaAd::isSetting);
    command.addAll(settings.toList());
    command.addAll(List.of("bash", SCRIPTS.resolve(name).toString()));
    command.addAll(Arrays.stream(arguments).filter(argument -> !isSetting(argument)).toList());
    return Completed.run(SCRIPTS, command.toArray());
  }

  private static boolean isSetting(String argument) {
    return argument.startsWith("POSTERN_AD_");
  }

  /** Where a test may write down what it saw. */
  static Path report(String name) throws IOException {
    return Files.createDirectories(Path.of("target", "reports")).resolve(name);
  }
}
