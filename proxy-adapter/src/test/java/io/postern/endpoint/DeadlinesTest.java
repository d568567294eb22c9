package io.postern.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.postern.endpoint.EndpointSettings.Timeouts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection's clock, in virtual time. */
class DeadlinesTest {
  private static final long REQUEST = 10;
  private static final long KEEP_ALIVE = 600;
  private static final long WRITE = 20;

  private final Deadlines deadlines =
      new Deadlines(
          new Timeouts(
              Duration.ofSeconds(REQUEST),
              Duration.ofSeconds(KEEP_ALIVE),
              Duration.ofSeconds(30),
              Duration.ofSeconds(WRITE)));
  private final EmbeddedChannel connection = new EmbeddedChannel();

  @BeforeEach
  void connect() {
    connection.freezeTime();
    connection.pipeline().addFirst(deadlines);
    connection.pipeline().fireChannelActive();
  }

  @Test
  void request_first_isDueFromTheBeginning() {
    pass(REQUEST - 1);
    connection.writeInbound("G");

    assertOpenUntil(1);
  }

  @Test
  void request_second_isDueFromItsFirstOctet() {
    answerOne();
    pass(KEEP_ALIVE - 1);
    connection.writeInbound("G");
    pass(REQUEST - 1);
    connection.writeInbound("E");

    assertOpenUntil(1);
  }

  @Test
  void connection_withoutASecondRequest_isIdleForLonger() {
    answerOne();

    assertOpenUntil(KEEP_ALIVE);
  }

  @Test
  void decision_thatTakesLong_isNobodysFault() {
    connection.writeInbound("G");
    deadlines.requestComplete();
    pass(10 * KEEP_ALIVE);

    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void answer_thatIsNotRead_endsTheConnection() {
    connection.writeInbound("G");
    deadlines.requestComplete();
    deadlines.answering();

    assertOpenUntil(WRITE);
  }

  private void answerOne() {
    connection.writeInbound("G");
    deadlines.requestComplete();
    deadlines.answering();
    deadlines.answered();
  }

  private void assertOpenUntil(long seconds) {
    pass(seconds - 1);
    assertThat(connection.isOpen()).isTrue();
    pass(1);
    assertThat(connection.isOpen()).isFalse();
  }

  private void pass(long seconds) {
    connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
    connection.runScheduledPendingTasks();
  }
}
