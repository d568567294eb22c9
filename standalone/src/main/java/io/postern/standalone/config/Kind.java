package io.postern.standalone.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The type of a key's value. */
public sealed interface Kind<T> {

  /** As the reference shows it. */
  String name();

  /**
   * Reads a value.
   *
   * @return null if it is none, which {@code reading} has been told
   */
  @Nullable T read(Node node, String path, Reading reading);

  /** One value. */
  record Scalar<T>(String name, Parser<T> parser) implements Kind<T> {
    @Override
    public @Nullable T read(Node node, String path, Reading reading) {
      String text = reading.scalar(node, path);
      if (text == null) {
        return null;
      }
      try {
        return parser.parse(text, reading);
      } catch (IllegalArgumentException wrong) {
        reading.problem(node, path, String.valueOf(wrong.getMessage()));
        return null;
      }
    }
  }

  /** A list of values; one value stands for a list of it alone. */
  record ListOf<E>(Scalar<E> element) implements Kind<List<E>> {
    @Override
    public String name() {
      return "list of: " + element.name();
    }

    @Override
    public @Nullable List<E> read(Node node, String path, Reading reading) {
      if (!(node instanceof SequenceNode sequence)) {
        E only = element.read(node, path, reading);
        return only == null ? null : List.of(only);
      }
      List<E> elements = new ArrayList<>();
      List<Node> nodes = sequence.getValue();
      for (int i = 0; i < nodes.size(); i++) {
        E value = element.read(nodes.get(i), path + '[' + i + ']', reading);
        if (value != null) {
          elements.add(value);
        }
      }
      return elements.size() == nodes.size() ? List.copyOf(elements) : null;
    }
  }

  /** Makes a value of its text. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * Parses.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    T parse(String text, Reading reading);
  }

  static <T> Scalar<T> of(String name, Function<String, T> parse) {
    return new Scalar<>(name, (text, reading) -> parse.apply(text));
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  static <E extends Enum<E>> Scalar<E> oneOf(Class<E> type) {
    return oneOf(type, Kind::spelling);
  }

  /** One of an enum's constants. */
  static <E extends Enum<E>> Scalar<E> oneOf(Class<E> type, Function<E, String> spelling) {
    List<E> constants = List.of(type.getEnumConstants());
    String names = constants.stream().map(spelling).collect(Collectors.joining(" | "));
    return of(
        names,
        text ->
            constants.stream()
                .filter(constant -> spelling.apply(constant).equals(text))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException('"' + text + "\" is none of " + names)));
  }

  /** {@code kind}, or {@code word}, which stands for {@code meaning}. */
  static <T> Scalar<T> orWord(String word, T meaning, Scalar<T> kind) {
    return new Scalar<>(
        word + " | " + kind.name(),
        (text, reading) -> {
          if (text.equals(word)) {
            return meaning;
          }
          try {
            return kind.parser().parse(text, reading);
          } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(wrong.getMessage() + ", nor " + word, wrong);
          }
        });
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
