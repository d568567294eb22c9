package io.postern.answer;

import io.postern.answer.Preferences.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The texts of all answers in one language: one resource each. Immutable. */
final class Texts {
  private final Language language;
  private final Properties texts = new Properties();

  private Texts(Language language) {
    this.language = language;
  }

  /** Reads a language's resource. */
  static Texts in(Language language) {
    Texts read = new Texts(language);
    try (InputStream in = resource("texts_" + language.tag() + ".properties")) {
      read.texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read;
  }

  static String template() {
    try (InputStream in = resource("page.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Language language() {
    return language;
  }

  String get(String key) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("no text for " + key + " in " + language.tag());
    }
    return text;
  }

  private static InputStream resource(String name) {
    InputStream in = Texts.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the resource " + name + " is missing");
    }
    return in;
  }
}
