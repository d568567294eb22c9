package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.DecisionResponse;
import io.postern.gate.Authorizer;
import io.postern.gate.Authorizer.Permission;
import io.postern.scripted.ScriptedDirectory;
import io.postern.spi.Outcome.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquidBasicDialectTest {
  private static final HelperOptions BY_NOTE =
      new HelperOptions(HelperOptions.Interface.BASIC, Channels.AUTO, true, false);

  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();
  private final AtomicReference<String> client = new AtomicReference<>();
  private Authorizer authorizer = Authorizer.EVERYONE;

  @Test
  void reply_rightPassword_namesUserAndGroups() throws IOException {
    directory.user("carol", "x", "Internet Users", "Sales, EMEA", "50%");

    ReplyReader reply = ask("3 carol x", HelperOptions.BASIC);

    assertThat(reply.channel()).isEqualTo("3");
    assertThat(reply.result()).isEqualTo("OK");
    assertThat(reply.notes())
        .containsEntry("user", "carol")
        .containsEntry("authstate_", "allowed")
        .containsEntry("groups_", "Internet Users,Sales%2C EMEA,50%25")
        .doesNotContainKeys("group", "password_expires_");
    assertThat(reply.notes().get("decision_")).hasSize(12);
  }

  @Test
  void reply_withGroupNotes_hasOneForEachGroup() throws IOException {
    directory.user("carol", "x", "Internet Users", "Sales, EMEA");
    HelperOptions options =
        new HelperOptions(HelperOptions.Interface.BASIC, Channels.AUTO, false, true);

    assertThat(ask("carol x", options).notes())
        .containsEntry("group", "Internet Users|Sales, EMEA");
  }

  @Test
  void reply_passwordThatExpires_saysInHowManyDays() throws IOException {
    directory.expiring("erin", "x", Instant.now().plus(Duration.ofDays(3)).plusSeconds(60));
    directory.expiring("frank", "x", Instant.now().minusSeconds(60));

    assertThat(ask("erin x", HelperOptions.BASIC).notes()).containsEntry("password_expires_", "3");
    assertThat(ask("frank x", HelperOptions.BASIC).notes()).containsEntry("password_expires_", "0");
  }

  @Test
  void reply_wrongPassword_isErrWithTextForBothKindsOfPage() throws IOException {
    ReplyReader reply = ask("alice wrong", HelperOptions.BASIC);

    assertThat(reply.result()).isEqualTo("ERR");
    assertThat(reply.text()).startsWith("Please sign in. This proxy needs");
    assertThat(reply.notes())
        .containsEntry("message", reply.text())
        .containsEntry("authstate_", "sign-in");
  }

  @ParameterizedTest
  @CsvSource({
    "expired, Your password has expired. You typed the right password",
    "mustchange, You must change your password first. You typed",
    "disabled, Your account is disabled. The password is right",
  })
  void reply_refused_isErrThatSaysWhy(String user, String text) throws IOException {
    ReplyReader reply = ask(user + " secret", HelperOptions.BASIC);

    assertThat(reply.result()).isEqualTo("ERR");
    assertThat(reply.text()).startsWith(text);
  }

  @Test
  void reply_expired_saysWhereToChangeIt() throws IOException {
    assertThat(ask("expired secret", HelperOptions.BASIC).text())
        .contains("https://passwords.example/");
  }

  @ParameterizedTest
  @CsvSource({
    "expired, password-expired",
    "mustchange, password-must-change",
    "disabled, account-disabled",
  })
  void reply_refusedByNote_isOkWithAnotherState(String user, String state) throws IOException {
    ReplyReader reply = ask(user + " secret", BY_NOTE);

    assertThat(reply.result()).isEqualTo("OK");
    assertThat(reply.notes()).containsEntry("authstate_", state);
  }

  @Test
  void reply_wrongPasswordByNote_isErrStill() throws IOException {
    assertThat(ask("alice wrong", BY_NOTE).result()).isEqualTo("ERR");
  }

  @Test
  void reply_notPermitted_isErrOrAState() throws IOException {
    authorizer = (request, identity) -> new Permission(false, "nobody");

    assertThat(ask("alice secret", HelperOptions.BASIC).result()).isEqualTo("ERR");
    assertThat(ask("alice secret", BY_NOTE).result()).isEqualTo("OK");
    assertThat(ask("alice secret", BY_NOTE).notes())
        .containsEntry("authstate_", "not-permitted")
        .containsEntry("user", "alice");
  }

  @Test
  void reply_directoryAway_isBrokenHelperOrAState() throws IOException {
    directory.goAway(Cause.UNREACHABLE);

    assertThat(ask("alice secret", HelperOptions.BASIC).result()).isEqualTo("BH");
    assertThat(ask("alice secret", BY_NOTE).result()).isEqualTo("OK");
    assertThat(ask("alice secret", BY_NOTE).notes()).containsEntry("authstate_", "unavailable");
  }

  @Test
  void question_colonInUserId_asksNobody() throws IOException {
    directory.user("a", "b:c");

    assertThat(ask("a:b c", HelperOptions.BASIC).result()).isEqualTo("ERR");
    assertThat(directory.asked()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "alice secret 192.0.2.7, 192.0.2.7",
    "alice secret 2001:db8::7, 2001:db8:0:0:0:0:0:7",
    "alice secret - 192.0.2.7, 192.0.2.7",
    "alice secret client.example, -",
    "alice secret 10.0.0.999, -",
    "alice secret, -",
  })
  void question_addressInKeyExtras_isTheClients(String line, String address) throws IOException {
    ask(line, HelperOptions.BASIC);

    assertThat(client).hasValue(address);
  }

  private ReplyReader ask(String line, HelperOptions options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquidHelper.run(
        new ByteArrayInputStream((line + '\n').getBytes(StandardCharsets.UTF_8)),
        out,
        directory.gate(authorizer, (request, from, decision, nanos) -> client.set(from.toString())),
        new DecisionResponse("test", URI.create("https://passwords.example/")),
        options,
        SquidHelper.Limits.DEFAULT);
    String reply = out.toString(StandardCharsets.UTF_8);
    assertThat(reply).endsWith("\n").hasLineCount(1);
    return ReplyReader.read(reply.substring(0, reply.length() - 1));
  }
}
