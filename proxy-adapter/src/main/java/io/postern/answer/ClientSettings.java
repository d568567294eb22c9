package io.postern.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One program's settings for the proxy, to copy.
 *
 * @param key of its title and text
 * @param plain whether the program cannot talk TLS to a proxy
 * @param template with gaps for the proxy's address and the reader's name and password
 */
record ClientSettings(String key, boolean plain, String template) {
  private static final Pattern SECTION = Pattern.compile("(?m)^\\[([a-z]+)( plain)?]$");
  private static final Pattern LOGIN = Pattern.compile("(user|password)\\.([a-z]+)");
  private static final Set<String> FORMS = Set.of("raw", "url", "quoted", "xml", "properties");

  /**
   * Reads the sections of {@code file}.
   *
   * @throws IllegalArgumentException with a sentence for the operator who wrote it
   */
  static List<ClientSettings> read(String file) {
    List<MatchResult> headings = SECTION.matcher(file).results().toList();
    List<ClientSettings> sections = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      MatchResult heading = headings.get(i);
      int end = i + 1 < headings.size() ? headings.get(i + 1).start() : file.length();
      String key = heading.group(1);
      String template = checked(key, file.substring(heading.end(), end).strip());
      sections.add(new ClientSettings(key, heading.group(2) != null, template));
    }
    return List.copyOf(sections);
  }

  /** The settings in HTML; what the page's script fills in is in elements of its own. */
  String html() {
    // No gap has a character that escaping changes.
    return fill(
        Html.escaped(template),
        (what, form) ->
            "<var data-of=\"" + what + "\" data-as=\"" + form + "\">" + word(what) + "</var>");
  }

  /** The settings with words in capitals where the reader's name and password belong. */
  String text() {
    return fill(template, (what, form) -> word(what));
  }

  private static String fill(String template, BinaryOperator<String> login) {
    return new Template(template)
        .fill(
            gap -> {
              Matcher form = LOGIN.matcher(gap);
              return form.matches() ? login.apply(form.group(1), form.group(2)) : null;
            });
  }

  private static String word(String what) {
    return what.equals("user") ? "USER" : "PASSWORD";
  }

  private static String checked(String key, String template) {
    for (String gap : new Template(template).gaps()) {
      Matcher login = LOGIN.matcher(gap);
      if (login.matches() && !FORMS.contains(login.group(2))) {
        throw new IllegalArgumentException(
            Templates.SETTINGS + ": [" + key + "]: {" + gap + "} has none of the forms " + FORMS);
      }
    }
    return template;
  }
}
