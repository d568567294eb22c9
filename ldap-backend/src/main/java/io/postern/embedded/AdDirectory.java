package io.postern.embedded;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.StartTLSRequestHandler;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * An Active Directory domain controller in this process, on two ports of 127.0.0.1: LDAP (with
 * StartTLS) and LDAPS. It has a service account, and an Administrator who may write. Thread-safe.
 *
 * <p>It answers what was measured of AD: name forms, {@code data NNN} diagnostics and the order of
 * their checks, failure counters and lockout, computed attributes, limits of an answer.
 */
public final class AdDirectory implements AutoCloseable {
  /** The sAMAccountName of the account that may search. */
  public static final String SERVICE_ACCOUNT = "svc-postern";

  private static final int LOWEST_PORT = 16_384;
  private static final int PORTS = 16_384;
  private static final int ATTEMPTS = 100;

  private final AdServices services;
  private final AdUsers users;
  private final TlsIdentity tls;
  private final String servicePassword = randomPassword();
  private final String administratorPassword = randomPassword();
  private final int ldapPort;
  private final int ldapsPort;
  private LDAPListener ldap;
  private LDAPListener ldaps;

  private AdDirectory(AdServices services, TlsIdentity tls) {
    this.services = services;
    this.users = new AdUsers(services);
    this.tls = tls;
    this.ldap = listenSomewhere(false);
    this.ldaps = listenSomewhere(true);
    this.ldapPort = ldap.getListenPort();
    this.ldapsPort = ldaps.getListenPort();
  }

  /** Starts a domain that has nobody but the accounts of its own. */
  public static AdDirectory start(AdSettings settings) {
    TlsIdentity tls = settings.tls();
    try {
      AdDirectory directory =
          new AdDirectory(
              AdServices.of(settings),
              tls != null ? tls : TlsIdentity.selfSigned(settings.hostName(), "localhost"));
      directory.addOwnAccounts();
      return directory;
    } catch (LDAPException impossible) {
      throw new IllegalStateException("our own tree", impossible);
    }
  }

  /**
   * Adds the demo's users: alice in Internet Users, bob in no group, and one for every refusal. All
   * have the password {@code secret} but müller, who has {@code pässwörd:1}.
   */
  public AdDirectory withSampleUsers() {
    SampleUsers.addTo(users, settings());
    return this;
  }

  public AdSettings settings() {
    return services.settings();
  }

  /** The users and groups, to be changed while the directory runs. */
  public AdUsers users() {
    return users;
  }

  public BindCounts binds() {
    return services.binds().counts();
  }

  public String baseDn() {
    return settings().baseDn();
  }

  /** The service account's user principal name. */
  public String serviceAccount() {
    return SERVICE_ACCOUNT + '@' + settings().dnsDomain();
  }

  public String servicePassword() {
    return servicePassword;
  }

  /** The password of {@code Administrator}, who may write. */
  public String administratorPassword() {
    return administratorPassword;
  }

  public TlsIdentity tls() {
    return tls;
  }

  public int ldapPort() {
    return ldapPort;
  }

  public int ldapsPort() {
    return ldapsPort;
  }

  /** The URL of the port that speaks plain LDAP and StartTLS. */
  public String ldapUrl() {
    return "ldap://127.0.0.1:" + ldapPort;
  }

  public String ldapsUrl() {
    return "ldaps://127.0.0.1:" + ldapsPort;
  }

  /** Answers nothing from now on, as a process that was sent SIGSTOP. */
  public void stall() {
    services.stall().begin();
  }

  /** Answers again, first what came in while it was stalled. */
  public void resume() {
    services.stall().end();
  }

  /** Closes both ports and every connection; what is stored stays. */
  public synchronized void stop() {
    services.stall().end();
    ldap.shutDown(true);
    ldaps.shutDown(true);
  }

  /** Opens the same ports again after {@link #stop}. */
  public synchronized void restart() {
    ldap = listen(ldapPort, false);
    ldaps = listen(ldapsPort, true);
  }

  @Override
  public void close() {
    stop();
  }

  private void addOwnAccounts() {
    users.addGroup("Domain Users", Sid.ofDomain(Sid.DOMAIN_USERS));
    users.addGroup("Domain Admins", Sid.ofDomain(Sid.DOMAIN_ADMINS));
    users.addGroup("Builtin Users", Sid.octets(Sid.BUILTIN_USERS));
    users.join("Domain Users", "Builtin Users");
    users.add("Administrator", administratorPassword, Sid.ADMINISTRATOR);
    users.join("Administrator", "Domain Admins");
    users.add(SERVICE_ACCOUNT, servicePassword);
    for (String account : new String[] {"Administrator", SERVICE_ACCOUNT}) {
      int flags = AdAccount.NORMAL | AdAccount.PASSWORD_NEVER_EXPIRES;
      users.set(account, "userAccountControl", Integer.toString(flags));
    }
  }

  /**
   * At a port below those that the kernel gives to connections (from 32768 on Linux): no client's
   * end takes it while the directory is stopped.
   */
  private LDAPListener listenSomewhere(boolean encrypted) {
    SecureRandom random = new SecureRandom();
    for (int attempt = 1; ; attempt++) {
      try {
        return listen(LOWEST_PORT + random.nextInt(PORTS), encrypted);
      } catch (UncheckedIOException taken) {
        if (attempt == ATTEMPTS) {
          throw taken;
        }
      }
    }
  }

  private LDAPListener listen(int port, boolean encrypted) {
    SSLContext context = tls.serverContext();
    LDAPListenerRequestHandler connections = new AdConnection(services);
    LDAPListenerConfig config =
        new LDAPListenerConfig(
            port,
            encrypted
                ? connections
                : new StartTLSRequestHandler(context.getSocketFactory(), connections));
    config.setServerSocketFactory(
        encrypted ? context.getServerSocketFactory() : ServerSocketFactory.getDefault());
    try {
      config.setListenAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      LDAPListener listener = new LDAPListener(config);
      listener.setDaemon(true);
      listener.startListening();
      return listener;
    } catch (IOException cannotListen) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, cannotListen);
    }
  }

  private static String randomPassword() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
