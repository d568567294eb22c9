package io.postern.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SASLBindRequest;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * One bind by SASL GSSAPI (RFC 4752), with a ticket that is there already. It authenticates and
 * adds no layer: TLS is the connection's protection. (The SDK's own request writes a JAAS file and
 * sets system properties for the whole process.)
 */
final class KerberosBind extends SASLBindRequest {
  private static final long serialVersionUID = 1;
  private static final String MECHANISM = "GSSAPI";

  /** The context's tokens and the choice of a layer are three; a server that wants more errs. */
  private static final int MOST_ROUNDS = 8;

  private final transient Subject subject;
  private final transient SaslClient client;
  private final byte[] first;

  private KerberosBind(Subject subject, SaslClient client, byte[] first) {
    super(new Control[0]);
    this.subject = subject;
    this.client = client;
    this.first = first;
  }

  /**
   * Gets a ticket for the server from the KDC; blocks for as long as that takes.
   *
   * @param host as the server's service principal {@code ldap/host} has it
   */
  static KerberosBind to(String host, Subject subject) throws SaslException {
    return as(
        subject,
        () -> {
          SaslClient client =
              Sasl.createSaslClient(
                  new String[] {MECHANISM},
                  null,
                  "ldap",
                  host,
                  Map.of(Sasl.QOP, "auth", Sasl.SERVER_AUTH, "true"),
                  null);
          if (client == null) {
            throw new SaslException("this Java has no GSSAPI");
          }
          return new KerberosBind(subject, client, client.evaluateChallenge(new byte[0]));
        });
  }

  @Override
  protected BindResult process(LDAPConnection connection, int depth) throws LDAPException {
    byte @Nullable [] token = first;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      ASN1OctetString credentials = token == null ? null : new ASN1OctetString(token);
      BindResult result =
          sendBindRequest(
              connection, "", credentials, getControls(), getResponseTimeoutMillis(connection));
      if (!result.getResultCode().equals(ResultCode.SASL_BIND_IN_PROGRESS)) {
        return result;
      }
      token = answer(result.getServerSASLCredentials());
    }
    throw new LDAPException(ResultCode.DECODING_ERROR, "a GSSAPI exchange without end");
  }

  private byte @Nullable [] answer(@Nullable ASN1OctetString challenge) throws LDAPException {
    try {
      byte[] octets = challenge == null ? new byte[0] : challenge.getValue();
      return as(subject, () -> client.evaluateChallenge(octets));
    } catch (SaslException notTheServer) {
      throw new LDAPException(
          ResultCode.DECODING_ERROR, "the server's GSSAPI token is not good", notTheServer);
    }
  }

  private static <T> T as(Subject subject, PrivilegedExceptionAction<T> action)
      throws SaslException {
    try {
      return Subject.doAs(subject, action);
    } catch (PrivilegedActionException failed) {
      if (failed.getException() instanceof SaslException refused) {
        throw refused;
      }
      throw new SaslException("GSSAPI", failed.getException());
    }
  }

  @Override
  public String getSASLMechanismName() {
    return MECHANISM;
  }

  @Override
  public BindRequest duplicate() {
    throw new UnsupportedOperationException("it has been used");
  }

  @Override
  public BindRequest duplicate(Control[] controls) {
    return duplicate();
  }

  @Override
  public void toString(StringBuilder buffer) {
    buffer.append("GSSAPI bind");
  }
}
