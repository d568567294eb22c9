package io.postern.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.basic.BasicScheme;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One connection's handshake belongs to the scheme that began it. */
class ConnectionAuthTest {

  @Test
  void handshake_otherScheme_seesNothing() {
    AuthScheme one = new BasicScheme(new NoDirectory(), "one");
    AuthScheme two = new BasicScheme(new NoDirectory(), "two");
    ConnectionAuth connection = new ConnectionAuth(Client.UNKNOWN);
    connection.handshake(one, "state");

    assertThat(connection.handshake(one)).isEqualTo("state");
    assertThat(connection.handshake(two)).isNull();

    connection.handshake(two, "other");
    assertThat(connection.handshake(one)).isNull();
    connection.handshake(two, null);
    assertThat(connection.handshake(two)).isNull();
  }

  @Test
  void client_toString_isTheAddressWithoutALookUp() throws Exception {
    InetAddress address = InetAddress.getByAddress("name.example", new byte[] {10, 0, 0, 1});

    assertThat(new Client(address).toString()).isEqualTo("10.0.0.1");
    assertThat(Client.UNKNOWN.toString()).isEqualTo("-");
  }

  private static final class NoDirectory implements Directory {
    @Override
    public Verdict known(UserPass userPass) {
      return null;
    }

    @Override
    public CompletionStage<Outcome> verify(UserPass userPass, Client client) {
      return new CompletableFuture<>();
    }
  }
}
