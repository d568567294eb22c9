package io.postern.ldap;

import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * The service account's Kerberos log-in by its keytab: kept while its ticket is good. Where the KDC
 * is, krb5.conf or DNS says. The JDK waits for a KDC as long as it likes, so a thread of its own
 * waits, and nobody else beyond the deadline. Thread-safe.
 */
final class KerberosLogin {
  private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";
  private static final Duration BEFORE_ITS_END = Duration.ofMinutes(5);
  private static final int MOST_WAITING = 16;

  private final String principal;
  private final Path keytab;
  private final ThreadPoolExecutor thread;
  private @Nullable Subject subject;
  private byte[] keys = new byte[0];

  KerberosLogin(String principal, Path keytab) {
    this.principal = principal;
    this.keytab = keytab;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread made = new Thread(task, "postern-kerberos");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /** The principal of an account: AD's realms are the domain's name in upper case. */
  static String principal(String name, String domain) {
    int at = name.lastIndexOf('@');
    String realm = at < 0 ? domain : name.substring(at + 1);
    return (at < 0 ? name : name.substring(0, at)) + '@' + realm.toUpperCase(Locale.ROOT);
  }

  /**
   * A bind to this server, ready to be sent.
   *
   * @param content the keytab's octets: another content is another log-in
   */
  KerberosBind bindTo(ServerAddress server, String host, byte[] content, Deadline deadline)
      throws Unanswered {
    Future<KerberosBind> bind = null;
    try {
      bind = thread.submit(() -> KerberosBind.to(host, current(content)));
      return bind.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw new KerberosFailure(principal, keytab, host).of(server, failed.getCause());
    } catch (TimeoutException | RejectedExecutionException late) {
      if (bind != null) {
        bind.cancel(false);
      }
      throw Unanswered.by(
          server, Cause.TIMEOUT, "the KDC of " + principal + " does not answer in time", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Unanswered.by(server, Cause.TIMEOUT, "we are being stopped", stopped);
    }
  }

  /** On the one thread. */
  private Subject current(byte[] content) throws LoginException {
    Subject known = subject;
    if (known == null || !Arrays.equals(keys, content) || endsSoon(known)) {
      subject = null;
      known = logIn();
      subject = known;
      keys = content.clone();
    }
    return known;
  }

  private Subject logIn() throws LoginException {
    Map<String, String> options =
        Map.of(
            "useKeyTab", "true",
            "keyTab", keytab.toString(),
            "principal", principal,
            "doNotPrompt", "true",
            "refreshKrb5Config", "true");
    AppConfigurationEntry module =
        new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options);
    LoginContext context =
        new LoginContext(
            "postern",
            null,
            null,
            new Configuration() {
              @Override
              public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {module};
              }
            });
    context.login();
    return context.getSubject();
  }

  private static boolean endsSoon(Subject subject) {
    Instant then = Instant.now().plus(BEFORE_ITS_END);
    return subject.getPrivateCredentials(KerberosTicket.class).stream()
        .filter(ticket -> ticket.getServer().getName().startsWith("krbtgt/"))
        .noneMatch(ticket -> ticket.getEndTime().toInstant().isAfter(then));
  }
}
