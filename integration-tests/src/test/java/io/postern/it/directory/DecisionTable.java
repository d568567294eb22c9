package io.postern.it.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.ldap.LdapDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a directory decides about each account state and name form, a column for each way to ask it:
 * printed, and compared with what is right.
 */
final class DecisionTable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionTable.class);

  private final List<State> states;
  private final List<String> ways = new ArrayList<>();
  private final List<List<String>> columns = new ArrayList<>();

  DecisionTable(List<State> states) {
    this.states = List.copyOf(states);
  }

  /**
   * A user, the right password, and what it gets.
   *
   * @param names what may be typed, by the name of its form
   */
  record State(String user, String password, String word, Map<String, String> names) {}

  /** Signs in everybody, by every form of their names. */
  void ask(String way, LdapDirectory directory) {
    List<String> column = new ArrayList<>();
    for (State state : states) {
      for (String name : state.names().values()) {
        column.add(Asked.word(directory, name, state.password()));
      }
    }
    ways.add(way);
    columns.add(column);
  }

  /** Prints the table, and keeps it beside the test's reports. */
  DecisionTable publish(String file) {
    String text = text();
    text.lines().forEach(LOG::info);
    try {
      Files.writeString(SambaAd.report(file), text);
    } catch (IOException cannotWrite) {
      throw new UncheckedIOException(cannotWrite);
    }
    return this;
  }

  void assertAsExpected() {
    List<String> right = new ArrayList<>();
    states.forEach(state -> state.names().forEach((form, name) -> right.add(state.word())));
    for (int way = 0; way < ways.size(); way++) {
      assertThat(columns.get(way)).as(ways.get(way)).containsExactlyElementsOf(right);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder("| account | name | ");
    text.append(String.join(" | ", ways)).append(" |\n");
    text.append("|---".repeat(ways.size() + 2)).append("|\n");
    int row = 0;
    for (State state : states) {
      for (String form : state.names().keySet()) {
        text.append("| ").append(state.user()).append(" | ").append(form).append(" |");
        for (List<String> column : columns) {
          text.append(' ').append(column.get(row)).append(" |");
        }
        text.append('\n');
        row++;
      }
    }
    return text.toString();
  }
}
