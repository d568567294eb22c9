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
import java.time.Duration;
import java.util.Arrays;

/** Makes connections on which the service account is bound; without one, nobody is. */
final class ServiceConnection {
  private final LdapSettings settings;
  private final Connector connector;
  private final ServiceHold hold = new ServiceHold(System::nanoTime);
  private final LdapListener listener;
  private final Notices notices;

  ServiceConnection(
      LdapSettings settings, Connector connector, LdapListener listener, Notices notices) {
    this.settings = settings;
    this.connector = connector;
    this.listener = listener;
    this.notices = notices;
  }

  /** Connects and binds. */
  LdapLink open(ServerAddress server, Deadline deadline) throws Unanswered {
    if (settings.serviceAccount() == null) {
      return connector.open(server, deadline);
    }
    if (settings.serviceAccount() instanceof ServiceAccount.Simple simple) {
      return open(server, simple, deadline);
    }
    throw Unanswered.byNobody(Cause.MISCONFIGURED, "Kerberos is not built yet");
  }

  private LdapLink open(ServerAddress server, ServiceAccount.Simple account, Deadline deadline)
      throws Unanswered {
    byte[] password = account.password().get();
    try {
      if (password.length == 0) {
        throw refused(server, account, "its password is empty");
      }
      if (hold.holds(password)) {
        throw Unanswered.finallyBy(
            server,
            Cause.SERVICE_ACCOUNT_REFUSED,
            null,
            "the service account was refused before, and its password is still the same");
      }
      LdapLink link = connector.open(server, deadline);
      bind(link, account, password, deadline);
      return link;
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  private void bind(
      LdapLink link, ServiceAccount.Simple account, byte[] password, Deadline deadline)
      throws Unanswered {
    SecretOnce secret = new SecretOnce(password);
    BindRequest request = new SimpleBindRequest(account.name(), secret);
    request.setResponseTimeoutMillis(settings.requestTimeout().toMillis());
    long started = System.nanoTime();
    String outcome = "ok";
    try {
      BindResult result = link.exchange(deadline, c -> bind(c, request));
      judge(link.server(), account, password, result);
    } catch (LDAPException failure) {
      Unanswered unanswered = Failures.exchanging(link.server(), link, failure);
      outcome = unanswered.outcome().cause().label();
      link.close();
      throw unanswered;
    } catch (Unanswered refused) {
      outcome = refused.outcome().cause().label();
      link.close();
      throw refused;
    } finally {
      secret.wipe();
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

  private void judge(
      ServerAddress server, ServiceAccount account, byte[] password, BindResult result)
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
    hold.refused(password);
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
