package io.postern.it.conversation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands for something else in a conversation. */
record Placeholders(String origin) {
  private static final Pattern BASIC = Pattern.compile("\\{(basic|latin1) ([^}]*)\\}");
  private static final Pattern REPEAT = Pattern.compile("\\{repeat (\\d+) (.)\\}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|t|\\\\|x([0-9a-fA-F]{2}))");

  String fill(String text) {
    String filled = text.replace("{origin}", origin);
    filled =
        BASIC
            .matcher(filled)
            .replaceAll(
                basic -> {
                  byte[] userPass =
                      unescape(basic.group(2))
                          .getBytes(basic.group(1).equals("basic") ? UTF_8 : ISO_8859_1);
                  return "Basic " + Base64.getEncoder().encodeToString(userPass);
                });
    return REPEAT
        .matcher(filled)
        .replaceAll(
            repeat ->
                Matcher.quoteReplacement(
                    repeat.group(2).repeat(Integer.parseInt(repeat.group(1)))));
  }

  static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    switch (escape.group(1)) {
                      case "r" -> "\r";
                      case "n" -> "\n";
                      case "t" -> "\t";
                      case "\\" -> "\\";
                      default -> String.valueOf((char) Integer.parseInt(escape.group(2), 16));
                    }));
  }

  /** A conversation's characters are octets. */
  static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
