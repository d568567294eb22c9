package io.postern.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import io.postern.embedded.TlsIdentity;
import io.postern.ldap.TlsSettings.Mode;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class DialerTest {
  private static final TlsIdentity IDENTITY = TlsIdentity.selfSigned("localhost");

  @TempDir private Path folder;
  private Path ca;

  @BeforeEach
  void writeAuthority() throws Exception {
    ca = Files.writeString(folder.resolve("ca.pem"), IDENTITY.certificatePem());
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"NONE", "LDAPS"})
  void socket_whatItHasSent_isWiped(Mode mode) throws Exception {
    byte[] bind =
        new LDAPMessage(7, new BindRequestProtocolOp("cn=alice", "secret")).encode().encode();
    try (FakeLdapServer server = start(mode);
        Socket socket =
            dialer(mode).createSocket(InetAddress.getByName("127.0.0.1"), server.port());
        ASN1StreamReader answers = new ASN1StreamReader(socket.getInputStream())) {
      OutputStream out = socket.getOutputStream();
      out.write(bind);
      out.flush();

      assertThat(bind).containsOnly(0);
      assertThat(LDAPMessage.readFrom(answers, false).getMessageID()).isEqualTo(7);
      assertThat(server.userBinds()).containsExactly("cn=alice");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"NONE", "LDAPS"})
  void close_byUs_endsTheConnection(Mode mode) throws Exception {
    try (FakeLdapServer server = start(mode)) {
      Socket socket = dialer(mode).createSocket(InetAddress.getByName("127.0.0.1"), server.port());
      Await.until(() -> server.open() == 1);

      socket.close();

      assertThat(socket.isClosed()).isTrue();
      Await.until(() -> server.open() == 0);
    }
  }

  private static FakeLdapServer start(Mode mode) throws Exception {
    return mode == Mode.LDAPS
        ? FakeLdapServer.startLdaps(IDENTITY.serverContext())
        : FakeLdapServer.start();
  }

  private Dialer dialer(Mode mode) throws Exception {
    TlsSettings settings = new TlsSettings(mode, ca, null, null, false);
    @Nullable NamedTls tls =
        mode == Mode.LDAPS
            ? new NamedTls(new TlsContext(settings).current().getSocketFactory(), "localhost")
            : null;
    return new Dialer(Duration.ofSeconds(30), tls);
  }
}
