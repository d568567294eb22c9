package io.postern.answer;

import io.postern.answer.Preferences.Format;
import io.postern.answer.Preferences.Language;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bodies of all answers, in every language and format, written when first wanted. The HTML
 * template loads nothing else: a 407 page with resources of its own would make a browser ask for
 * the password again. Thread-safe.
 */
final class Pages {
  private static final List<String> GAPS = List.of("lang", "title", "text", "link", "decision");
  private static final List<String> NEEDED = List.of("text", "link", "decision");

  private final Map<Language, Texts> texts = new EnumMap<>(Language.class);
  private final Template template;
  private final Map<Key, Page> written = new ConcurrentHashMap<>();

  /**
   * Makes the pages.
   *
   * @throws IllegalArgumentException with a sentence for the operator who wrote the template
   */
  Pages(Templates templates) {
    template = new Template(templates.text(Templates.PAGE));
    for (String gap : template.gaps()) {
      require(GAPS.contains(gap), gap, "is none of " + GAPS);
    }
    for (String gap : NEEDED) {
      require(Collections.frequency(template.gaps(), gap) == 1, gap, "must stand there once");
    }
    for (Language language : Language.values()) {
      texts.put(language, Texts.in(language, templates));
    }
  }

  Page about(Topic topic, Preferences preferences) {
    Key key = new Key(topic, preferences);
    Page page = written.get(key);
    return page == null ? written.computeIfAbsent(key, this::write) : page;
  }

  private static void require(boolean met, String gap, String problem) {
    if (!met) {
      throw new IllegalArgumentException(Templates.PAGE + ": {" + gap + "} " + problem);
    }
  }

  private Page write(Key key) {
    Texts in = Objects.requireNonNull(texts.get(key.preferences.language()));
    Format format = key.preferences.format();
    return new Page(
        key.preferences, write(format, key.topic, in, true), write(format, key.topic, in, false));
  }

  private String write(Format format, Topic topic, Texts in, boolean decision) {
    return switch (format) {
      case HTML -> html(topic, in, decision);
      case JSON -> json(topic, in, decision);
      case TEXT -> text(topic, in, decision);
    };
  }

  private String html(Topic topic, Texts in, boolean decision) {
    String link = topic.link() == null ? "" : "<p>" + Html.link(topic.link()) + "</p>";
    String name = Html.escaped(in.get("decision")) + " <b>" + Page.GAP + "</b>";
    return template.fill(
        gap ->
            switch (gap) {
              case "lang" -> in.language().tag();
              case "title" -> Html.escaped(topic.title(in));
              case "text" -> Html.prose(topic.text(in));
              case "link" -> link;
              case "decision" -> decision ? "<footer>" + name + "</footer>" : "";
              default -> null;
            });
  }

  /** A problem document (RFC 9457). */
  private static String json(Topic topic, Texts in, boolean decision) {
    String link = topic.link() == null ? "" : ",\"link\":" + quoted(topic.link().toString());
    return "{\"type\":\"about:blank\",\"title\":"
        + quoted(topic.title(in))
        + ",\"status\":"
        + topic.status()
        + ",\"detail\":"
        + quoted(topic.text(in))
        + ",\"reason\":"
        + quoted(topic.key())
        + link
        + (decision ? ",\"decision\":\"" + Page.GAP + '"' : "")
        + "}\n";
  }

  private static String text(Topic topic, Texts in, boolean decision) {
    return topic.title(in)
        + '\n'
        + topic.text(in)
        + (topic.link() == null ? "" : "\n" + topic.link())
        + (decision ? "\n" + in.get("decision") + ' ' + Page.GAP : "")
        + '\n';
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }

  private record Key(Topic topic, Preferences preferences) {}
}
