package io.postern.squid;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.answer.DecisionResponse;
import io.postern.gate.AuthRequest;
import io.postern.gate.Authorizer.Permission;
import io.postern.scripted.ScriptedDirectory;
import io.postern.spi.Outcome.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SquidAclDialectTest {
  private static final String ALICE = "Basic%20YWxpY2U6c2VjcmV0";
  private static final String EXPIRED = "Basic%20ZXhwaXJlZDpzZWNyZXQ=";

  private final ScriptedDirectory directory = ScriptedDirectory.withSampleUsers();
  private final AtomicReference<AuthRequest> request = new AtomicReference<>();
  private final AtomicReference<String> client = new AtomicReference<>();
  private boolean denyByNote;

  @Test
  void question_allFields_areTheGates() throws IOException {
    ask("192.0.2.7 CONNECT www.example.com 443 " + ALICE + " -");

    assertThat(client).hasValue("192.0.2.7");
    assertThat(request.get().adapter()).isEqualTo("squid-acl");
    assertThat(request.get().method()).isEqualTo("CONNECT");
    assertThat(request.get().target()).isEqualTo(new AuthRequest.Target("www.example.com", 443));
  }

  @Test
  void question_unknownDestination_isNone() throws IOException {
    ask("192.0.2.7 GET - 80 " + ALICE);

    assertThat(request.get().target()).isNull();
  }

  @Test
  void question_tooFewFields_isBrokenHelper() throws IOException {
    assertThat(ask("192.0.2.7 GET www.example.com 80").result()).isEqualTo("BH");
    assertThat(directory.asked()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "Internet%20Users, OK",
    "internet%20users, OK",
    "Sales, ERR",
    "Sales Internet%20Users, OK",
    "-, OK",
  })
  void reply_withGroups_isOkForAMemberOfOne(String groups, String result) throws IOException {
    assertThat(ask("- GET www.example.com 80 " + ALICE + ' ' + groups).result()).isEqualTo(result);
  }

  @Test
  void reply_notPermittedThere_isErrWithMessage() throws IOException {
    ReplyReader reply = ask("- GET denied.example 80 " + ALICE);

    assertThat(reply.result()).isEqualTo("ERR");
    assertThat(reply.notes())
        .containsEntry("authstate_", "not-permitted")
        .hasEntrySatisfying("message", text -> assertThat(text).startsWith("Not allowed."))
        .hasEntrySatisfying("log", text -> assertThat(text).startsWith("not-permitted/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "Basic%20bm9ib2R5Ong=", "Bearer%20x", "%20"})
  void reply_noGoodCredentials_isErr(String credentials) throws IOException {
    denyByNote = false;

    assertThat(ask("- GET www.example.com 80 " + credentials).result()).isEqualTo("ERR");
  }

  @Test
  void reply_directoryAway_isBrokenHelperOrAState() throws IOException {
    directory.goAway(Cause.TIMEOUT);

    assertThat(ask("- GET www.example.com 80 " + ALICE).result()).isEqualTo("BH");
    denyByNote = true;
    ReplyReader reply = ask("- GET www.example.com 80 " + ALICE);
    assertThat(reply.result()).isEqualTo("OK");
    assertThat(reply.notes()).containsEntry("authstate_", "unavailable");
  }

  @Test
  void reply_refusedByNote_isOkWithAnotherState() throws IOException {
    denyByNote = true;

    ReplyReader reply = ask("- GET www.example.com 80 " + EXPIRED);

    assertThat(reply.result()).isEqualTo("OK");
    assertThat(reply.notes()).containsEntry("authstate_", "password-expired");
  }

  private ReplyReader ask(String line) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquidHelper.run(
        new ByteArrayInputStream(("5 " + line + '\n').getBytes(StandardCharsets.UTF_8)),
        out,
        directory.gate(
            (asked, identity) ->
                new Permission(
                    asked.target() == null || !asked.target().host().equals("denied.example"), ""),
            (asked, from, decision, nanos) -> {
              request.set(asked);
              client.set(from.toString());
            }),
        new DecisionResponse("test", null),
        new HelperOptions(HelperOptions.Interface.ACL, Channels.AUTO, denyByNote, false),
        SquidHelper.Limits.DEFAULT);
    ReplyReader reply = ReplyReader.read(out.toString(StandardCharsets.UTF_8).strip());
    assertThat(reply.channel()).isEqualTo("5");
    return reply;
  }
}
