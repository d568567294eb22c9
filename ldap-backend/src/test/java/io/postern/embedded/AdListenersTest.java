package io.postern.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the directory can be reached, and how not. */
class AdListenersTest {
  private AdDirectory directory;

  @BeforeEach
  void start() {
    directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
  }

  @AfterEach
  void stop() {
    directory.close();
  }

  @Test
  void ldaps_trustedCertificate_binds() throws Exception {
    try (LDAPConnection connection = new LDAPConnection(trusting(directory).getSocketFactory())) {
      connection.connect("127.0.0.1", directory.ldapsPort());

      assertThat(connection.bind("CORP\\alice", "secret").getResultCode())
          .isEqualTo(ResultCode.SUCCESS);
    }
  }

  @Test
  void startTls_thenBind_succeedsWhereEncryptionIsRequired() throws Exception {
    try (AdDirectory strict =
            AdDirectory.start(AdSettings.DEFAULT.withEncryptionRequired()).withSampleUsers();
        LDAPConnection connection = new LDAPConnection("127.0.0.1", strict.ldapPort())) {
      connection.processExtendedOperation(new StartTLSExtendedRequest(trusting(strict)));

      assertThat(connection.bind("CORP\\alice", "secret").getResultCode())
          .isEqualTo(ResultCode.SUCCESS);
    }
  }

  @Test
  void whoAmI_afterABind_namesTheUser() throws LDAPException {
    try (AdClient client = new AdClient(directory)) {
      client.bind("alice@corp.example.test", "secret");

      WhoAmIExtendedResult result =
          (WhoAmIExtendedResult)
              client.connection.processExtendedOperation(new WhoAmIExtendedRequest());
      assertThat(result.getAuthorizationID()).isEqualTo("u:CORP\\alice");
    }
  }

  @Test
  void stall_answersNothingUntilResumed() throws Exception {
    try (AdClient client = new AdClient(directory)) {
      directory.stall();
      CompletableFuture<String> bind =
          CompletableFuture.supplyAsync(() -> client.bind("CORP\\alice", "secret"));
      LDAPConnectionOptions hasty = new LDAPConnectionOptions();
      hasty.setResponseTimeoutMillis(200);
      try (LDAPConnection other = new LDAPConnection(hasty, "127.0.0.1", directory.ldapPort())) {
        assertThatThrownBy(() -> other.bind("CORP\\alice", "secret"))
            .isInstanceOf(LDAPException.class)
            .extracting(failure -> ((LDAPException) failure).getResultCode())
            .isEqualTo(ResultCode.TIMEOUT);
      }
      assertThat(bind).isNotDone();
      assertThat(directory.binds().total()).isZero();

      directory.resume();
      assertThat(bind.get(60, TimeUnit.SECONDS)).isEqualTo("0");
    }
  }

  @Test
  void stopAndRestart_samePortsSameEntries() throws LDAPException {
    int port = directory.ldapPort();
    directory.users().add("carol", "secret");
    directory.stop();
    assertThatThrownBy(() -> new AdClient(directory)).isInstanceOf(LDAPException.class);

    directory.restart();
    assertThat(directory.ldapPort()).isEqualTo(port);
    try (AdClient client = new AdClient(directory)) {
      assertThat(client.bind("CORP\\carol", "secret")).isEqualTo("0");
    }
  }

  @Test
  void stop_whileStalled_closesEveryConnection() throws LDAPException {
    try (AdClient client = new AdClient(directory)) {
      directory.stall();
      directory.stop();

      assertThat(client.bind("CORP\\alice", "secret")).isEqualTo("81");
    }
  }

  private static SSLContext trusting(AdDirectory directory) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("directory", directory.tls().certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
