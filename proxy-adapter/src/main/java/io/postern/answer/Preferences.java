package io.postern.answer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kind of page that a client prefers, by its Accept and Accept-Language (RFC 9110 §12.5). */
public record Preferences(Format format, Language language) {
  /** A client that said nothing about it. */
  public static final Preferences NONE = new Preferences(Format.TEXT, Language.ENGLISH);

  /** Reads both fields; what cannot be read counts for nothing. */
  public static Preferences of(@Nullable String accept, @Nullable String acceptLanguage) {
    if (accept == null && acceptLanguage == null) {
      return NONE;
    }
    return new Preferences(format(accept), language(acceptLanguage));
  }

  /**
   * A body's format. Who takes anything gets text: browsers, which can show a page, all name {@code
   * text/html}.
   */
  public enum Format {
    HTML("text/html; charset=utf-8"),
    JSON("application/problem+json"),
    TEXT("text/plain; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }
  }

  /** A language that there are texts in. */
  public enum Language {
    ENGLISH("en"),
    GERMAN("de");

    private final String tag;

    Language(String tag) {
      this.tag = tag;
    }

    String tag() {
      return tag;
    }
  }

  private static Format format(@Nullable String accept) {
    Format best = Format.TEXT;
    double bestWeight = 0;
    for (String range : elements(accept)) {
      Format format = formatOf(name(range));
      double weight = weight(range);
      if (format != null && weight > bestWeight) {
        best = format;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static @Nullable Format formatOf(String mediaRange) {
    return switch (mediaRange) {
      case "text/html", "application/xhtml+xml" -> Format.HTML;
      case "application/problem+json", "application/json", "application/*" -> Format.JSON;
      case "text/plain", "text/*", "*/*" -> Format.TEXT;
      default -> null;
    };
  }

  private static Language language(@Nullable String acceptLanguage) {
    Language best = Language.ENGLISH;
    double bestWeight = 0;
    for (String range : elements(acceptLanguage)) {
      double weight = weight(range);
      for (Language language : Language.values()) {
        if (weight > bestWeight && speaks(name(range), language)) {
          best = language;
          bestWeight = weight;
        }
      }
    }
    return best;
  }

  private static boolean speaks(String range, Language language) {
    return range.equals(language.tag) || range.startsWith(language.tag + '-');
  }

  private static String[] elements(@Nullable String list) {
    return list == null ? new String[0] : list.split(",", -1);
  }

  private static String name(String range) {
    int semicolon = range.indexOf(';');
    return (semicolon < 0 ? range : range.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }

  private static double weight(String range) {
    int q = range.indexOf("q=");
    if (q < 0) {
      return 1;
    }
    String value = range.substring(q + 2).trim();
    try {
      return value.length() > 5 ? 0 : Double.parseDouble(value);
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }
}
