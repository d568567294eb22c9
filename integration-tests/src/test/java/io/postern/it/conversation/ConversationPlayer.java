package io.postern.it.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.conversation.Conversation.Hears;
import io.postern.it.conversation.Conversation.HearsNothing;
import io.postern.it.conversation.Conversation.SeesTheEnd;
import io.postern.it.conversation.Conversation.Sends;
import io.postern.it.conversation.Conversation.Turn;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

/** The client of a conversation. */
final class ConversationPlayer {
  private static final int PATIENCE_MILLIS = 60_000;

  private final InetSocketAddress proxy;
  private final ScriptedOrigin origin;
  private final Pulse pulse;

  ConversationPlayer(InetSocketAddress proxy, ScriptedOrigin origin, Pulse pulse) {
    this.proxy = proxy;
    this.origin = origin;
    this.pulse = pulse;
  }

  void play(Conversation conversation, Delivery delivery) throws IOException {
    origin.follow(conversation.visits());
    try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Turn turn : conversation.turns()) {
        play(turn, socket, in, delivery);
      }
      pulse.beat();
      assertThat(in.available()).as("octets behind the conversation").isZero();
    }
    List<Message> got = origin.got();
    assertThat(got).as("requests at the origin").hasSameSizeAs(conversation.visits());
    for (int i = 0; i < got.size(); i++) {
      conversation.visits().get(i).request().check(got.get(i));
    }
  }

  private void play(Turn turn, Socket socket, InputStream in, Delivery delivery)
      throws IOException {
    if (turn instanceof Sends sends) {
      delivery.deliver(sends.octets(), socket.getOutputStream(), pulse);
    } else if (turn instanceof Hears hears) {
      Message answer = hears.bodiless() ? Message.readHead(in) : Message.readAnswer(in);
      hears.answer().check(answer);
      HouseRules.check(answer);
    } else if (turn instanceof HearsNothing) {
      pulse.beat();
      assertThat(in.available()).as("octets before their time").isZero();
    } else if (turn instanceof SeesTheEnd) {
      try {
        assertThat(in.read()).as("end of the connection").isEqualTo(-1);
      } catch (SocketTimeoutException open) {
        throw new AssertionError("the proxy does not close the connection", open);
      }
    }
  }
}
