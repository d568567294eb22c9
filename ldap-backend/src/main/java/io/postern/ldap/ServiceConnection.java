package io.postern.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import io.postern.account.Deadline;
import io.postern.spi.Outcome.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes connections on which the service account is bound; without one, nobody is. */
final class ServiceConnection {
  private static final int LARGEST_KEYTAB = 1 << 20;

  private final LdapSettings settings;
  private final Connector connector;
  private final ServiceHold hold = new ServiceHold(System::nanoTime);
  private final @Nullable KerberosLogin kerberos;
  private final LdapListener listener;
  private final Notices notices;

  ServiceConnection(
      LdapSettings settings, Connector connector, LdapListener listener, Notices notices) {
    this.settings = settings;
    this.connector = connector;
    this.listener = listener;
    this.notices = notices;
    this.kerberos =
        settings.serviceAccount() instanceof ServiceAccount.Kerberos account
            ? new KerberosLogin(
                KerberosLogin.principal(account.name(), settings.domainName()), account.keytab())
            : null;
  }

  /** Connects and binds. */
  LdapLink open(ServerAddress server, Deadline deadline) throws Unanswered {
    ServiceAccount account = settings.serviceAccount();
    if (account == null) {
      return connector.open(server, deadline);
    }
    byte[] secret = secretOf(account, server);
    try {
      if (secret.length == 0) {
        throw refused(server, account, "its password is empty");
      }
      if (hold.holds(secret)) {
        throw Unanswered.finallyBy(
            server,
            Cause.SERVICE_ACCOUNT_REFUSED,
            null,
            "the service account was refused before, and its password is still the same");
      }
      LdapLink link = connector.open(server, deadline);
      bind(link, account, secret, deadline);
      return link;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** What proves the account, and if it does not, is not tried again and again. */
  private static byte[] secretOf(ServiceAccount account, ServerAddress server) throws Unanswered {
    if (account instanceof ServiceAccount.Simple simple) {
      return simple.password().get();
    }
    Path keytab = ((ServiceAccount.Kerberos) account).keytab();
    try (InputStream file = Files.newInputStream(keytab)) {
      return file.readNBytes(LARGEST_KEYTAB);
    } catch (IOException unreadable) {
      throw Unanswered.finallyBy(
          server, Cause.MISCONFIGURED, null, "keytab-file " + keytab + " cannot be read");
    }
  }

  private void bind(LdapLink link, ServiceAccount account, byte[] secret, Deadline deadline)
      throws Unanswered {
    try (SecretOnce password = new SecretOnce(secret)) {
      bind(link, account, secret, request(link, account, password, secret, deadline), deadline);
    } catch (Unanswered failed) {
      link.close();
      throw failed;
    }
  }

  private BindRequest request(
      LdapLink link, ServiceAccount account, SecretOnce password, byte[] secret, Deadline deadline)
      throws Unanswered {
    if (kerberos == null) {
      return new SimpleBindRequest(account.name(), password);
    }
    try {
      return kerberos.bindTo(link.server(), hostName(link, deadline), secret, deadline);
    } catch (Unanswered failed) {
      if (failed.outcome().cause() == Cause.SERVICE_ACCOUNT_REFUSED) {
        hold.refused(secret);
      }
      if (!failed.askAnother()) {
        notices.misconfigured(link.server(), String.valueOf(failed.outcome().evidence().note()));
      }
      throw failed;
    }
  }

  /** As its service principal has it, which no address has. */
  private static String hostName(LdapLink link, Deadline deadline) throws Unanswered {
    String host = link.server().host();
    String own = RootDse.read(link, deadline).hostName();
    return own == null ? host : own;
  }

  private void bind(
      LdapLink link, ServiceAccount account, byte[] secret, BindRequest request, Deadline deadline)
      throws Unanswered {
    request.setResponseTimeoutMillis(settings.requestTimeout().toMillis());
    long started = System.nanoTime();
    String outcome = "ok";
    try {
      BindResult result = link.exchange(deadline, c -> bind(c, request));
      judge(link.server(), account, secret, result);
    } catch (LDAPException failure) {
      Unanswered unanswered = Failures.exchanging(link.server(), link, failure);
      outcome = unanswered.outcome().cause().label();
      throw unanswered;
    } catch (Unanswered refused) {
      outcome = refused.outcome().cause().label();
      throw refused;
    } finally {
      listener.request(
          link.server().toString(),
          "service-bind",
          outcome,
          Duration.ofNanos(System.nanoTime() - started));
    }
  }

  private static BindResult bind(LDAPConnection connection, BindRequest request)
      throws LDAPException {
    try {
      return connection.bind(request);
    } catch (LDAPBindException refused) {
      return refused.getBindResult();
    }
  }

  private void judge(ServerAddress server, ServiceAccount account, byte[] secret, BindResult result)
      throws Unanswered {
    ResultCode code = result.getResultCode();
    if (code.equals(ResultCode.SUCCESS)) {
      hold.release();
      return;
    }
    if (ResultCodes.refusal(code) == null) {
      if (ResultCodes.cause(code) == Cause.MISCONFIGURED) {
        notices.misconfigured(server, ResultCodes.fix(code));
        throw Unanswered.finallyBy(
            server, Cause.MISCONFIGURED, String.valueOf(code.intValue()), ResultCodes.fix(code));
      }
      throw Unanswered.saidBy(
          server, ResultCodes.cause(code), String.valueOf(code.intValue()), ResultCodes.fix(code));
    }
    String subCode = AdBindError.codeIn(result.getDiagnosticMessage());
    hold.refused(secret);
    AdBindError error = subCode == null ? null : AdBindError.of(subCode);
    throw refused(
        server,
        account,
        "result "
            + code.intValue()
            + (subCode == null ? "" : "/" + subCode)
            + (error == null ? "" : ", " + error.reason().label()));
  }

  private Unanswered refused(ServerAddress server, ServiceAccount account, String why) {
    String problem =
        "the service account "
            + Printable.of(account.name())
            + " is refused ("
            + why
            + "): check its name, its password and that it is neither locked nor expired";
    notices.misconfigured(server, problem);
    return Unanswered.finallyBy(server, Cause.SERVICE_ACCOUNT_REFUSED, null, problem);
  }
}
