package io.postern.embedded;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One client's connection: who signed in on it, and what that lets it do. */
final class AdConnection extends LDAPListenerRequestHandler {
  static final String START_TLS = "1.3.6.1.4.1.1466.20037";
  static final String WHO_AM_I = "1.3.6.1.4.1.4203.1.11.3";

  private final AdServices services;
  private final @Nullable LDAPListenerClientConnection connection;
  private @Nullable AdAccount identity;

  AdConnection(AdServices services) {
    this(services, null);
  }

  private AdConnection(AdServices services, @Nullable LDAPListenerClientConnection connection) {
    this.services = services;
    this.connection = connection;
  }

  /** Called on the listener's thread: while the server is stalled, it accepts nothing more. */
  @Override
  public AdConnection newInstance(LDAPListenerClientConnection connection) {
    services.stall().waitOut();
    return new AdConnection(services, connection);
  }

  @Override
  public LDAPMessage processBindRequest(
      int id, BindRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    return new LDAPMessage(id, new BindResponseProtocolOp(bind(request)));
  }

  @Override
  public LDAPMessage processSearchRequest(
      int id, SearchRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    try {
      AdSearch.Found found = found(request, controls);
      for (Entry entry : found.entries()) {
        client().sendSearchResultEntry(id, entry);
      }
      for (String url : found.references()) {
        client().sendSearchResultReference(id, new SearchResultReferenceProtocolOp(List.of(url)));
      }
      LDAPResult result = new LDAPResult(id, found.code());
      return new LDAPMessage(id, new SearchResultDoneProtocolOp(result), found.controls());
    } catch (LDAPException refused) {
      return new LDAPMessage(id, new SearchResultDoneProtocolOp(refused.toLDAPResult()));
    }
  }

  @Override
  public LDAPMessage processExtendedRequest(
      int id, ExtendedRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    if (request.getOID().equals(WHO_AM_I)) {
      String name =
          identity == null ? "" : "u:" + services.settings().netBiosName() + '\\' + identity.name();
      return new LDAPMessage(
          id, new ExtendedResponseProtocolOp(0, null, null, null, null, new ASN1OctetString(name)));
    }
    String why = "0000203D: LdapErr: DSID-0C090C7D, comment: Unknown extended request OID, data 0";
    return new LDAPMessage(
        id,
        new ExtendedResponseProtocolOp(
            ResultCode.PROTOCOL_ERROR_INT_VALUE, null, why, null, null, null));
  }

  @Override
  public LDAPMessage processAddRequest(
      int id, AddRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    Write write = writes -> writes.add(new Entry(request.getDN(), request.getAttributes()));
    return new LDAPMessage(id, new AddResponseProtocolOp(write(write)));
  }

  @Override
  public LDAPMessage processModifyRequest(
      int id, ModifyRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    Write write = writes -> writes.modify(request.getDN(), request.getModifications());
    return new LDAPMessage(id, new ModifyResponseProtocolOp(write(write)));
  }

  @Override
  public LDAPMessage processModifyDNRequest(
      int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    Write write =
        writes -> writes.rename(request.getDN(), request.getNewRDN(), request.getNewSuperiorDN());
    return new LDAPMessage(id, new ModifyDNResponseProtocolOp(write(write)));
  }

  @Override
  public LDAPMessage processDeleteRequest(
      int id, DeleteRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    Write write = writes -> writes.delete(request.getDN());
    return new LDAPMessage(id, new DeleteResponseProtocolOp(write(write)));
  }

  @Override
  public LDAPMessage processCompareRequest(
      int id, CompareRequestProtocolOp request, List<Control> controls) {
    services.stall().waitOut();
    return new LDAPMessage(
        id,
        new CompareResponseProtocolOp(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, null, null));
  }

  private LDAPResult bind(BindRequestProtocolOp request) {
    if (request.getCredentialsType() != BindRequestProtocolOp.CRED_TYPE_SIMPLE) {
      return result(
          ResultCode.AUTH_METHOD_NOT_SUPPORTED,
          "00002027: LdapErr: DSID-0C09052D, comment: Unknown authentication method, data 0");
    }
    ASN1OctetString password = request.getSimplePassword();
    if (password == null || password.getValueLength() == 0) {
      // Windows takes a name without a password for nobody (RFC 4513 §5.1.2): a success.
      identity = null;
      return result(ResultCode.SUCCESS, null);
    }
    if (services.settings().encryptionRequired() && !(client().getSocket() instanceof SSLSocket)) {
      return result(
          ResultCode.STRONG_AUTH_REQUIRED,
          "00002028: LdapErr: DSID-0C0901FC, comment: The server requires binds to turn on "
              + "integrity checking if SSL\\TLS are not already active on the connection, data 0");
    }
    SimpleBinds.Judgement judgement =
        services.binds().judge(request.getBindDN(), password.getValue());
    if (judgement.refusal() == null) {
      identity = judgement.account();
      return result(ResultCode.SUCCESS, null);
    }
    if (!services.settings().identityKept()) {
      identity = null;
    }
    return result(ResultCode.INVALID_CREDENTIALS, judgement.refusal().diagnostic());
  }

  private AdSearch.Found found(SearchRequestProtocolOp request, List<Control> controls)
      throws LDAPException {
    SearchControls asked = SearchControls.of(controls);
    if (request.getBaseDN().isEmpty() && request.getScope().equals(SearchScope.BASE)) {
      return services.search().rootDse(request);
    }
    if (identity == null) {
      throw new LDAPException(
          ResultCode.OPERATIONS_ERROR,
          "000004DC: LdapErr: DSID-0C0906E8, comment: In order to perform this operation a "
              + "successful bind must be completed on the connection., data 0, v1db1");
    }
    return services.search().search(request, asked);
  }

  private LDAPResult write(Write write) {
    try {
      write.to(services.writes(identity));
      return result(ResultCode.SUCCESS, null);
    } catch (LDAPException refused) {
      return refused.toLDAPResult();
    }
  }

  private LDAPListenerClientConnection client() {
    if (connection == null) {
      throw new IllegalStateException("the prototype has no connection");
    }
    return connection;
  }

  private static LDAPResult result(ResultCode code, @Nullable String diagnostic) {
    return new LDAPResult(-1, code, diagnostic, null, (String[]) null, null);
  }

  /** A change that a client asks for. */
  private interface Write {
    void to(AdWrites writes) throws LDAPException;
  }
}
