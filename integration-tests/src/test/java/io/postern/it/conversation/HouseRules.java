package io.postern.it.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What holds for every answer that the proxy itself gives, whatever the conversation. */
final class HouseRules {
  /** Names and passwords of the conversations, as they are and in Base64. */
  private static final List<String> SECRETS =
      List.of("secret", "c2VjcmV0", "wrong-pass", "d3JvbmctcGFzc", "Proxy-Authorization");

  private HouseRules() {}

  static void check(Message answer) {
    boolean ours = !answer.values("Proxy-Status").isEmpty() && !answer.start().contains(" 1");
    if (!ours) {
      return;
    }
    assertThat(answer.values("Content-Length")).as("length of %s", answer).hasSize(1);
    assertThat(answer.values("Cache-Control")).as("of %s", answer).containsExactly("no-store");
    assertThat(answer.values("Transfer-Encoding")).as("of %s", answer).isEmpty();
    assertThat(answer.values("Connection")).as("of %s", answer).hasSizeLessThan(2);
    assertThat(answer.toString()).as("an answer of ours").doesNotContain(SECRETS);
    boolean challenge = answer.start().contains(" 407 ");
    assertThat(answer.values("Proxy-Authenticate").isEmpty())
        .as("a challenge in %s", answer)
        .isNotEqualTo(challenge);
  }
}
