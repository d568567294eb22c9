package io.postern.answer;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The setup page in one language, but for the proxy's address, which is the reader's word for it.
 *
 * @param changeUrl where users change their password
 */
record SetupText(Texts texts, List<ClientSettings> settings, boolean tls, @Nullable URI changeUrl) {

  String html(Template template) {
    return template.fill(
        gap ->
            switch (gap) {
              case "lang" -> texts.language().tag();
              case "change" -> changeUrl == null ? "" : change(Html.link(changeUrl));
              case "contents" -> contents();
              case "settings" -> sections();
              default -> {
                String text = texts.find(gap);
                yield text == null ? null : Html.prose(text);
              }
            });
  }

  String plain() {
    StringBuilder page = new StringBuilder();
    line(page, texts.get("setup.title"));
    line(page, texts.get("setup.text"));
    line(page, "");
    line(page, texts.get("setup.address") + ": {proxy}");
    line(page, texts.get("setup.pac") + ": {pac}");
    if (changeUrl != null) {
      line(page, texts.get("setup.change") + ' ' + changeUrl);
    }
    line(page, "");
    line(page, texts.get("setup.encode.text"));
    line(page, texts.get("setup.secret"));
    for (ClientSettings program : settings) {
      line(page, "\n# " + title(program));
      line(page, about(program));
      if (!isOutOfReach(program)) {
        program.text().lines().forEach(setting -> line(page, "    " + setting));
      }
    }
    return page.toString();
  }

  private String contents() {
    StringBuilder links = new StringBuilder();
    for (ClientSettings program : settings) {
      String title = Html.escaped(title(program));
      line(links, "<li><a href=\"#" + program.key() + "\">" + title + "</a></li>");
    }
    return links.toString();
  }

  private String sections() {
    StringBuilder sections = new StringBuilder();
    for (ClientSettings program : settings) {
      String title = Html.escaped(title(program));
      line(sections, "<section id=\"" + program.key() + "\">");
      line(sections, "<h2>" + title + "</h2>");
      line(sections, "<p>" + Html.prose(about(program)) + "</p>");
      if (!isOutOfReach(program)) {
        line(
            sections, "<pre data-name=\"" + title + "\"><code>" + program.html() + "</code></pre>");
      }
      line(sections, "</section>");
    }
    return sections.toString();
  }

  private String change(String link) {
    return "<p>" + Html.prose(texts.get("setup.change")) + ' ' + link + "</p>\n";
  }

  private String title(ClientSettings program) {
    return texts.get("setup." + program.key() + ".title");
  }

  private String about(ClientSettings program) {
    return texts.get(isOutOfReach(program) ? "setup.plain" : "setup." + program.key() + ".text");
  }

  private boolean isOutOfReach(ClientSettings program) {
    return tls && program.plain();
  }

  private static void line(StringBuilder page, String line) {
    page.append(line).append('\n');
  }
}
