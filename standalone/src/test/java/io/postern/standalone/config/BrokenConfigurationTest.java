package io.postern.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.standalone.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Breaks the example file at random, one line or many, as an operator's slip would. */
class BrokenConfigurationTest {
  static final List<String> GOOD =
      """
      directory:
        domain: corp.example.com
        connect-timeout: 2s
        connections: 8
      cache:
        maximum-users: 100000
        fresh-for: 5m
      lockout-shield:
        failed-binds: auto
      proxy:
        listen: 127.0.0.1:3128
        connect-ports: [443, 80]
        drain-time: 10s
      access:
        - deny: { destinations: ["*.gambling.example"], ports: [80] }
        - allow: { groups: ["Internet Users"], times: ["Mon-Fri 08:00-18:00"] }
      admin:
        listen: 127.0.0.1:9407
        show-users: false
      """
          .lines()
          .toList();

  @Property(tries = 200)
  void run_brokenFile_listsEachMistakeOnItsLine(@ForAll Random random) throws IOException {
    List<String> lines = new ArrayList<>(GOOD);
    List<Integer> broken = breakLines(lines, random);
    Path file = Files.createTempFile("postern", ".yaml");
    try {
      Files.write(file, lines);
      StringWriter err = new StringWriter();

      int exit =
          Main.run(new String[] {"check", "--config", file.toString()}, nowhere(), print(err));

      assertThat(exit).as(err.toString()).isEqualTo(2);
      List<String> said = err.toString().lines().toList();
      assertThat(said).hasSizeGreaterThanOrEqualTo(broken.size());
      assertThat(said).allMatch(line -> line.matches("\\S+\\.yaml:\\d+: [a-z].*: .+"));
      for (int line : broken) {
        assertThat(said).anyMatch(message -> message.startsWith(file + ":" + line + ": "));
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Breaks one to four lines; returns their numbers. */
  private static List<Integer> breakLines(List<String> lines, Random random) {
    List<Integer> broken = new ArrayList<>();
    int wanted = 1 + random.nextInt(4);
    while (broken.size() < wanted) {
      int index = random.nextInt(lines.size());
      String line = lines.get(index);
      boolean value = line.matches("  [a-z-]+: .*");
      if (!value || broken.contains(index + 1)) {
        continue;
      }
      lines.set(index, broken(line, random));
      broken.add(index + 1);
    }
    return broken;
  }

  private static String broken(String line, Random random) {
    String name = line.substring(0, line.indexOf(':'));
    return switch (random.nextInt(5)) {
      case 0 -> swapped(line, random);
      case 1 -> name + "x: 1";
      case 2 -> name + ": { a: 1 }";
      case 3 -> name + ":";
      default -> name + ": \"${env:POSTERN_NOT_SET}\"";
    };
  }

  /** Two letters of the key swapped. */
  private static String swapped(String line, Random random) {
    int colon = line.indexOf(':');
    for (int tries = 0; tries < 100; tries++) {
      int at = 2 + random.nextInt(colon - 3);
      if (line.charAt(at) != line.charAt(at + 1)) {
        return line.substring(0, at)
            + line.charAt(at + 1)
            + line.charAt(at)
            + line.substring(at + 2);
      }
    }
    return "  nothing: 1";
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(new StringWriter());
  }

  private static PrintWriter print(StringWriter text) {
    return new PrintWriter(text, true);
  }
}
