package io.postern.standalone.config;

/** The reference and the example file, made of the table of keys. */
public final class ConfigReference {
  private ConfigReference() {}

  /** The reference in Markdown: {@code docs/configuration.md}. */
  public static String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            <!-- Made of the program's own table of keys; a test fails when it is stale. -->

            One YAML file, given with `--config`. Every key may be left out unless it says otherwise. A key that
            does not exist, a value of the wrong type and rules that contradict each other are errors at the
            start, all reported at once with their lines; nothing is ignored.

            - A duration is a number and a unit: `500ms`, `2s`, `5m`, `1h`, `7d`; `0` is none.
            - A list may be written as one value if it has one element.
            - `${env:NAME}` in a value is replaced by that environment variable.
            - A file is looked for beside the configuration file unless its path is absolute. A file that
              holds a secret is refused if everybody may read it.

            `postern check --config FILE` says whether a file is good, and whether the directory agrees.
            """);
    KeyTable.SECTIONS.forEach(section -> append(text, section));
    return text.toString();
  }

  private static void append(StringBuilder text, KeyTable.Section section) {
    text.append("\n## `").append(section.name()).append("`\n\n");
    text.append(section.description()).append("\n\n");
    text.append("| Key | Type | Default | Meaning |\n|---|---|---|---|\n");
    for (Key<?> key : section.keys()) {
      text.append("| `").append(key.path()).append("` | ").append(cell(key.kind().name()));
      text.append(" | ").append(cell(key.defaultNote())).append(" | ");
      text.append(cell(key.description())).append(" Example: `");
      text.append(cell(key.example())).append("` |\n");
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /** The example file: {@code postern.yaml}. */
  public static String exampleFile() {
    return ExampleFile.text();
  }
}
