package io.postern.answer;

import io.postern.answer.Preferences.Language;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The texts of all answers in one language: one file each. Immutable. */
final class Texts {
  private final Language language;
  private final Properties texts;

  private Texts(Language language, Properties texts) {
    this.language = language;
    this.texts = texts;
  }

  /** Reads a language's texts, the operator's before the built-in ones. */
  static Texts in(Language language, Templates templates) {
    String file = "texts_" + language.tag() + ".properties";
    Properties texts = new Properties();
    load(texts, Templates.builtIn(file));
    String own = templates.own(file);
    if (own != null) {
      load(texts, own);
    }
    return new Texts(language, texts);
  }

  Language language() {
    return language;
  }

  String get(String key) {
    String text = find(key);
    if (text == null) {
      throw new IllegalArgumentException("no text for " + key + " in " + language.tag());
    }
    return text;
  }

  @Nullable String find(String key) {
    return texts.getProperty(key);
  }

  private static void load(Properties texts, String file) {
    try {
      texts.load(new StringReader(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
