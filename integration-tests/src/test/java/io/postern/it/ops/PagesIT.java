package io.postern.it.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.postern.answer.Answer;
import io.postern.answer.DecisionResponse;
import io.postern.answer.Preferences;
import io.postern.answer.ProxyError;
import io.postern.answer.SetupPage;
import io.postern.answer.Templates;
import io.postern.gate.AuthField;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.http.Challenge;
import io.postern.spi.Evidence;
import io.postern.spi.Identity;
import io.postern.spi.Outcome;
import io.postern.spi.Verdict;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people see, in a browser and by the rules for people who see less. */
class PagesIT {
  private static final URI CHANGE = URI.create("https://passwords.corp.example.com/");
  private static final DecisionId ID = new DecisionId(0x2f1c_8d3a_5b77L);

  private static final String USER = "CORP\\müller";
  private static final String PASSWORD = "p@ss:w/ö#rd?%[1]'\"$&<>\\ !";

  private final DecisionResponse responses = new DecisionResponse("postern", CHANGE);

  @Test
  void pages_inEitherLanguage_areGoodForEverybody() {
    Map<String, Answer> pages = new TreeMap<>();
    for (String language : List.of("en", "de")) {
      Preferences preferences = Preferences.of("text/html", language);
      refusals(preferences).forEach((name, page) -> pages.put(path(name, language), page));
      pages.put(path("setup", language), setup(preferences));
    }
    pages.put("/status", SampleStatus.page());

    assertThat(look("light", pages)).isEmpty();
  }

  @Test
  void pages_inTheDarkAndOnAPhone_areGoodForEverybody() {
    Preferences german = Preferences.of("text/html", "de");
    Map<String, Answer> pages =
        Map.of(
            path("password-expired", "de"),
            refusals(german).get("password-expired"),
            path("setup", "de"),
            setup(german),
            "/status",
            SampleStatus.page());

    assertThat(look("dark,phone", pages)).isEmpty();
  }

  @Test
  void setupPage_nameAndPasswordTyped_writesThemAsEachSettingNeedsThem() {
    JsonNode settings = fill(USER, PASSWORD).get("settings");

    String inUrl =
        "http://CORP%5Cm%C3%BCller:p%40ss%3Aw%2F%C3%B6%23rd%3F%25%5B1%5D%27%22%24%26%3C%3E%5C%20%21@"
            + Browser.AUTHORITY;
    assertThat(settings.get("curl").asText())
        .contains("proxy-user = \"CORP\\\\müller:p@ss:w/ö#rd?%[1]'\\\"$&<>\\\\ !\"");
    assertThat(settings.get("git").asText()).contains("http.proxy '" + inUrl + "'\n");
    assertThat(settings.get("docker").asText()).contains("\"https-proxy\": \"" + inUrl + "\"");
    assertThat(settings.get("maven").asText())
        .contains("<password>p@ss:w/ö#rd?%[1]'\"$&amp;&lt;&gt;\\ !</password>");
    assertThat(settings.get("gradle").asText())
        .contains("https.proxyUser=CORP\\\\m\\u00FCller\n")
        .contains("https.proxyPassword=p@ss:w/\\u00F6#rd?%[1]'\"$&<>\\\\ !\n");
  }

  @Test
  void setupPage_passwordTyped_sendsAndShowsItOnlyWhereWanted() {
    JsonNode filled = fill("alice", "hunter2");

    assertThat(filled.get("requests")).isEmpty();
    assertThat(filled.get("hidden").asText()).contains("alice:••••").doesNotContain("hunter2");
    assertThat(filled.get("shown").asText()).contains("alice:hunter2@");
    assertThat(filled.get("after").asText()).doesNotContain("hunter2").contains("Copied");
    assertThat(filled.get("said"))
        .extracting(JsonNode::asText)
        .noneMatch(said -> said.contains("Content Security Policy") || said.contains("Error"));
  }

  private static JsonNode look(String looks, Map<String, Answer> pages) {
    Browser browser = Browser.require().showing(pages);
    return browser.run("look.mjs", browser.screenshots(), looks);
  }

  private static JsonNode fill(String user, String password) {
    return Browser.require()
        .showing(Map.of("/setup", setup(Preferences.of("text/html", "en"))))
        .run("fill.mjs", user, password);
  }

  private static Answer setup(Preferences preferences) {
    return new SetupPage(false, CHANGE, Templates.BUILT_IN).to("/", Browser.AUTHORITY, preferences);
  }

  /** A page for every reason that there is to refuse somebody, and for one error. */
  private Map<String, Answer> refusals(Preferences preferences) {
    Map<String, Answer> pages = new TreeMap<>();
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      boolean proven = reason != Verdict.Reason.INVALID_CREDENTIALS;
      Verdict.Rejected rejected = new Verdict.Rejected(reason, proven, null, Evidence.NONE);
      Decision refused = new Decision.Refused(ID, "alice", rejected);
      pages.put(reason.label(), responses.to(refused, preferences));
    }
    Decision challenged =
        new Decision.Challenged(
            ID,
            Decision.Why.CREDENTIALS_MISSING,
            AuthField.PROXY,
            List.of(Challenge.of("Basic")),
            null,
            null);
    Decision notPermitted =
        new Decision.NotPermitted(ID, Identity.named("bob"), "no games", Evidence.NONE);
    Decision unavailable =
        new Decision.Unavailable(
            ID, "alice", new Outcome.Unavailable(Outcome.Cause.UNREACHABLE, Evidence.NONE));
    pages.put("sign-in", responses.to(challenged, preferences));
    pages.put("not-permitted", responses.to(notPermitted, preferences));
    pages.put("unavailable", responses.to(unavailable, preferences));
    pages.put("name-not-found", responses.to(ProxyError.NAME_NOT_FOUND, "0", preferences));
    return pages;
  }

  private static String path(String name, String language) {
    return '/' + name + '.' + language;
  }
}
