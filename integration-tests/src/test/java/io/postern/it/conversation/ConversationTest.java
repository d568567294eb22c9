package io.postern.it.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.embedded.AdDirectory;
import io.postern.embedded.AdSettings;
import io.postern.gate.AuthRequest;
import io.postern.gate.Authorizer;
import io.postern.guard.Guard;
import io.postern.it.bed.WholeProxy;
import io.postern.it.conversation.Conversation.Sends;
import io.postern.spi.Identity;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every conversation, however its octets arrive: the answers are the same. */
@ExtendWith(Guard.class)
class ConversationTest {
  private static AdDirectory directory;
  private static WholeProxy proxy;
  private static ScriptedOrigin origin;
  private static Pulse pulse;
  private static ConversationPlayer player;

  @BeforeAll
  static void start() throws IOException {
    directory = AdDirectory.start(AdSettings.DEFAULT).withSampleUsers();
    origin = new ScriptedOrigin();
    proxy =
        WholeProxy.over(WholeProxy.asking(directory).build(), new NobodyGoesToForbiddenPlaces());
    pulse = new Pulse(proxy.address());
    player = new ConversationPlayer(proxy.address(), origin, pulse);
  }

  @AfterAll
  static void stop() throws IOException {
    pulse.close();
    proxy.close();
    origin.close();
    directory.close();
  }

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(ConversationTest.class.getResource("/conversations").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".conversation"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void play_whole(Path file) throws IOException {
    play(file, read(file), Delivery.WHOLE, "whole");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void play_byteByByte(Path file) throws IOException {
    play(file, read(file), Delivery.BYTE_BY_BYTE, "byte by byte");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void play_splitAtEveryPosition(Path file) throws IOException {
    Conversation conversation = read(file);
    for (int i = 1; i < longest(conversation); i++) {
      play(file, conversation, Delivery.splitAt(i), "split at " + i);
    }
  }

  private static void play(Path file, Conversation conversation, Delivery delivery, String how) {
    try {
      player.play(conversation, delivery);
    } catch (AssertionError | IOException failed) {
      throw new AssertionError(file.getFileName() + ", " + how + ": " + failed, failed);
    }
  }

  private static Conversation read(Path file) throws IOException {
    Conversation conversation =
        Conversation.parse(Files.readString(file), new Placeholders(origin.authority()));
    assertThat(conversation.title()).as("first line of %s", file).isNotEmpty();
    assertThat(conversation.turns()).as("turns of %s", file).hasSizeGreaterThan(1);
    return conversation;
  }

  private static int longest(Conversation conversation) {
    return conversation.turns().stream()
        .filter(Sends.class::isInstance)
        .mapToInt(turn -> ((Sends) turn).octets().length)
        .max()
        .orElse(0);
  }

  private static final class NobodyGoesToForbiddenPlaces implements Authorizer {
    @Override
    public Permission authorize(AuthRequest request, Identity identity) {
      boolean forbidden =
          request.target() != null && request.target().host().equals("forbidden.test");
      return new Permission(!forbidden, forbidden ? "no forbidden places" : "everybody");
    }

    @Override
    public boolean servesPasswordChange(AuthRequest.Target target) {
      return target.host().equals("127.0.0.2");
    }
  }
}
