package io.postern.it.proxies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What Squid asks its helper: the corpus's lines, and very many more. */
final class HelperLines {
  private static final Path CORPUS =
      Path.of("..", "proxy-adapter/src/test/resources/corpora/14-own-squid-helper-lines.jsonl");

  /** Those that are no line, are more than one, or are about the channel, which we give. */
  private static final Set<String> NOT_ONE_LINE =
      Set.of("sq-noeol", "sq-split", "sq-two", "sq-eof", "sq-chan-neg", "sq-chan-big");

  private final List<Line> corpus = corpus();

  /**
   * One question.
   *
   * @param letters the first letters of the answers that it may have
   */
  record Line(String text, String letters) {}

  /**
   * A line: first all of the corpus, then a mix.
   *
   * @param number counted from 0 whenever the directory goes or comes
   * @param unique nobody asked this before
   */
  Line line(int number, int unique, boolean away) {
    if (number < corpus.size()) {
      Line line = corpus.get(number);
      // What is no question, or is known to be wrong, has its answer all the same.
      return away ? new Line(line.text, line.letters + 'B') : line;
    }
    int user = unique % 60;
    return switch (unique % 16) {
      // The shield answers for an account with so many failures, whoever is away.
      case 0 -> new Line("user" + user + " wrong" + unique, away ? "EB" : "E");
      case 1 -> new Line("nobody" + unique + " x", away ? "B" : "E");
      case 2 -> away ? new Line("user61 new" + unique, "B") : new Line("user61 pass61", "O");
      case 3 -> new Line("b%C3%BCro p%C3%A4ssw%C3%B6rd", "O");
      case 4 -> new Line("user" + user + "%zz x", "EB");
      default -> new Line("user" + user + " pass" + user, "O");
    };
  }

  private static List<Line> corpus() {
    try {
      return Files.readAllLines(CORPUS).stream()
          .map(HelperLines::record)
          .filter(record -> !NOT_ONE_LINE.contains(record.get("id").asText()))
          .map(HelperLines::line)
          .toList();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static JsonNode record(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Line line(JsonNode record) {
    byte[] octets = Base64.getDecoder().decode(record.get("stdin_b64").asText());
    String text = new String(octets, StandardCharsets.ISO_8859_1).replaceFirst("^[0-9]+ ", "");
    String regex = record.get("expect_regex").asText();
    StringBuilder letters = new StringBuilder();
    for (String word : List.of("OK", "ERR", "BH")) {
      letters.append(regex.contains(word) ? word.substring(0, 1) : "");
    }
    // Octets that are not UTF-8 are Latin-1 here; and "away" is not always.
    String ours =
        switch (record.get("id").asText()) {
          case "sq-latin1" -> "O";
          case "sq-ldapdown" -> "E";
          default -> letters.toString();
        };
    return new Line(text.substring(0, text.length() - 1), ours);
  }
}
