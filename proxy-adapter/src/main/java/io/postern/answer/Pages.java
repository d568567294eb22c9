package io.postern.answer;

import io.postern.answer.Preferences.Format;
import io.postern.answer.Preferences.Language;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bodies of all answers, in every language and format, written when first wanted. The HTML
 * template loads nothing else: a 407 page with resources of its own would make a browser ask for
 * the password again. Thread-safe.
 */
final class Pages {
  private final Map<Language, Texts> texts = new EnumMap<>(Language.class);
  private final String template = Texts.template();
  private final Map<Key, Page> written = new ConcurrentHashMap<>();

  Pages() {
    for (Language language : Language.values()) {
      texts.put(language, Texts.in(language));
    }
  }

  Page about(Topic topic, Preferences preferences) {
    return written.computeIfAbsent(new Key(topic, preferences), this::write);
  }

  private Page write(Key key) {
    Texts in = texts.getOrDefault(key.preferences.language(), Texts.in(Language.ENGLISH));
    Format format = key.preferences.format();
    return new Page(write(format, key.topic, in, true), write(format, key.topic, in, false));
  }

  private String write(Format format, Topic topic, Texts in, boolean decision) {
    return switch (format) {
      case HTML -> html(topic, in, decision);
      case JSON -> json(topic, in, decision);
      case TEXT -> text(topic, in, decision);
    };
  }

  private String html(Topic topic, Texts in, boolean decision) {
    String link = topic.link() == null ? "" : escaped(topic.link().toString());
    String name = escaped(in.get("decision")) + " <b>" + Page.GAP + "</b>";
    return template
        .replace("{lang}", in.language().tag())
        .replace("{title}", escaped(topic.title(in)))
        .replace("{text}", escaped(topic.text(in)))
        .replace("{link}", link.isEmpty() ? "" : "<p><a href=\"" + link + "\">" + link + "</a></p>")
        .replace("{decision}", decision ? "<footer>" + name + "</footer>" : "");
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

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private record Key(Topic topic, Preferences preferences) {}
}
