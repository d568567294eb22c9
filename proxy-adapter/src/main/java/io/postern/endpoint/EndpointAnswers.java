package io.postern.endpoint;

import io.postern.answer.Answer;
import io.postern.answer.Answer.Field;
import io.postern.answer.DecisionResponse;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.answer.PublicReason;
import io.postern.gate.Decision;
import io.postern.spi.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What each dialect is told about a decision. Thread-safe. */
final class EndpointAnswers {
  private final DecisionResponse responses;
  private final Clock clock;

  EndpointAnswers(DecisionResponse responses, Clock clock) {
    this.responses = responses;
    this.clock = clock;
  }

  Answer to(EndpointDialect dialect, Decision decision, Preferences preferences) {
    Answer refusal = responses.to(decision, preferences);
    int status = refusal == null ? 200 : refusal.status();
    List<Field> fields = new ArrayList<>(12);
    if (decision instanceof Decision.Allowed allowed) {
      addIdentity(allowed.identity(), fields);
    }
    if (refusal != null) {
      fields.addAll(refusal.fields());
      fields.add(new Field(Fields.REASON, PublicReason.of(decision)));
    }
    fields.add(new Field(Fields.DECISION, decision.id().toString()));
    byte[] body = refusal == null ? new byte[0] : refusal.body();
    if (dialect == EndpointDialect.APACHE) {
      body = ExitCode.body(decision, refusal);
    }
    return answer(dialect, status, fields, body);
  }

  /** The answer to a request that is none: 4xx, since a proxy might let a 5xx pass. */
  Answer to(EndpointDialect dialect, ProxyError error, Preferences preferences) {
    Answer answer = responses.to(error, null, preferences);
    return answer(dialect, answer.status(), answer.fields(), answer.body());
  }

  /** The answer to a path that is none of ours. */
  Answer notFound() {
    String paths =
        List.of(EndpointDialect.values()).stream()
            .map(dialect -> '/' + dialect.label())
            .collect(Collectors.joining(" "));
    List<Field> fields = List.of(new Field("Content-Type", "text/plain; charset=utf-8"));
    return answer(
        EndpointDialect.GENERIC,
        404,
        fields,
        ("Ask at one of: " + paths + '\n').getBytes(StandardCharsets.UTF_8));
  }

  private static Answer answer(
      EndpointDialect dialect, int status, List<Field> fields, byte[] body) {
    List<Field> all = new ArrayList<>(fields);
    all.removeIf(field -> field.name().equals("Content-Length"));
    all.add(new Field("Content-Length", Integer.toString(body.length)));
    if (dialect == EndpointDialect.NGINX && status != 200) {
      all.add(new Field(Fields.STATUS, Integer.toString(status)));
    }
    return new Answer(dialect.status(status), all, body);
  }

  private void addIdentity(Identity identity, List<Field> fields) {
    fields.add(new Field(Fields.USER, FieldText.encode(identity.name())));
    fields.add(new Field(Fields.GROUPS, FieldText.list(identity.groups().names())));
    if (identity.passwordExpires() != null) {
      long days = Duration.between(clock.instant(), identity.passwordExpires()).toDays();
      fields.add(new Field(Fields.PASSWORD_EXPIRES, Long.toString(Math.max(0, days))));
    }
  }
}
