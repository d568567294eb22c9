package io.postern.standalone.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Guesses which domain this machine is in. */
final class Domains {
  private static final Path RESOLVER = Path.of("/etc/resolv.conf");

  private Domains() {}

  /** The domain behind this machine's name, or the first one that names are looked for in. */
  static String likely() {
    try {
      String host = InetAddress.getLocalHost().getCanonicalHostName();
      int dot = host.indexOf('.');
      if (dot > 0 && host.indexOf('.', dot + 1) > 0 && !host.matches("[0-9.]+")) {
        return host.substring(dot + 1);
      }
    } catch (UnknownHostException nameless) {
      // Then the resolver may know.
    }
    return searched();
  }

  private static String searched() {
    try {
      List<String> lines = Files.readAllLines(RESOLVER);
      return lines.stream()
          .map(line -> line.split("\\s+"))
          .filter(words -> words.length > 1 && words[0].matches("search|domain"))
          .map(words -> words[1])
          .filter(domain -> domain.indexOf('.') > 0)
          .findFirst()
          .orElse("");
    } catch (IOException noResolver) {
      return "";
    }
  }
}
