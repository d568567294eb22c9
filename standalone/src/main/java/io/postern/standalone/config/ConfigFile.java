package io.postern.standalone.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file. */
public final class ConfigFile {
  private static final int MAXIMUM_OCTETS = 1 << 20;
  private static final int MAXIMUM_DEPTH = 20;
  private static final String BACKSLASH = "a backslash in double quotes is written as two";

  private ConfigFile() {}

  /** What came of reading a file. */
  public sealed interface Result {}

  /**
   * The file is good.
   *
   * @param sections to compare it with the file at another time
   */
  public record Loaded(Config config, SectionDigests sections) implements Result {}

  /** The file has these mistakes, in its own order. */
  public record Broken(List<Problem> problems) implements Result {}

  /** Reads {@code file}; {@code environment} is what {@code ${env:NAME}} refers to. */
  public static Result load(Path file, Map<String, String> environment) {
    Problems problems = new Problems(file.toString());
    String text = text(file, problems);
    return text == null ? new Broken(problems.all()) : load(file, text, environment, problems);
  }

  private static Result load(
      Path file, String text, Map<String, String> environment, Problems problems) {
    Node root = compose(text, problems);
    if (!problems.isEmpty()) {
      return new Broken(problems.all());
    }
    Values values = new Values(problems);
    Reading reading = new Reading(file.toAbsolutePath(), environment, problems);
    if (root != null) {
      new YamlReader(reading, values).section(root, "", "");
    }
    Config config = Config.of(values, problems);
    return config == null
        ? new Broken(problems.all())
        : new Loaded(config, SectionDigests.of(reading.said()));
  }

  private static @Nullable String text(Path file, Problems problems) {
    try {
      if (Files.size(file) > MAXIMUM_OCTETS) {
        problems.add(0, "", "is longer than " + MAXIMUM_OCTETS + " octets");
        return null;
      }
      byte[] octets = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (NoSuchFileException none) {
      problems.add(0, "", "there is no such file");
    } catch (CharacterCodingException notUtf8) {
      problems.add(0, "", "is not UTF-8 text");
    } catch (IOException unreadable) {
      problems.add(
          0, "", Files.isDirectory(file) ? "is a directory" : "cannot be read by this user");
    }
    return null;
  }

  private static @Nullable Node compose(String text, Problems problems) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAXIMUM_OCTETS);
    limits.setNestingDepthLimit(MAXIMUM_DEPTH);
    try {
      return new Yaml(limits).compose(new StringReader(text));
    } catch (MarkedYAMLException syntax) {
      Mark mark = syntax.getProblemMark();
      problems.add(mark == null ? 0 : mark.getLine() + 1, "", "YAML: " + problem(syntax));
    } catch (IllegalArgumentException brokenEscape) {
      problems.add(0, "", "YAML: " + BACKSLASH); // a defect of SnakeYAML's at the end of a file
    } catch (YAMLException unreadable) {
      problems.add(0, "", "YAML: " + firstLine(unreadable.getMessage()));
    }
    return null;
  }

  /** In SnakeYAML's words, but for those that quote the file: that may be a password. */
  private static String problem(MarkedYAMLException syntax) {
    String problem = String.valueOf(syntax.getProblem());
    if (problem.startsWith("found undefined ") || problem.startsWith("Global tag ")) {
      return "a value that begins with * or ! needs quotes";
    }
    return problem.contains(" hexadecimal numbers") || problem.contains(" escape character ")
        ? BACKSLASH
        : problem;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "cannot be read" : message.lines().findFirst().orElse("");
  }
}
