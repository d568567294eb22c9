package io.postern.it.proxies;

import io.postern.basic.BasicScheme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a client got. */
record Got(int status, List<String> fields, String body) {
  private static final int DEADLINE_MILLIS = 30_000;

  /** Asks a port of this machine, on a connection of its own. */
  static Got from(int port, String requestLine, String host, @Nullable String... fields) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
      socket.setSoTimeout(DEADLINE_MILLIS);
      String head =
          requestLine
              + "\r\nHost: "
              + host
              + "\r\nAccept: text/plain\r\nConnection: close\r\n"
              + Stream.of(fields)
                  .filter(Objects::nonNull)
                  .map(field -> field + "\r\n")
                  .collect(Collectors.joining())
              + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException none) {
      return new Got(0, List.of(), none.toString());
    }
  }

  static String basic(String user, String password) {
    return BasicScheme.fieldValue(
        user.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  private static Got parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Got(0, List.of(), answer);
    }
    List<String> lines = answer.substring(0, end).lines().toList();
    return new Got(
        Integer.parseInt(lines.get(0).split(" ", 3)[1]),
        lines.subList(1, lines.size()),
        answer.substring(end + 4));
  }

  boolean has(String field) {
    String prefix = field.toLowerCase(Locale.ROOT) + ':';
    return fields.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix));
  }

  /** As a cell of a table: the status, and what else a user notices. */
  String cell() {
    StringBuilder cell = new StringBuilder(Integer.toString(status));
    if (has("Proxy-Authenticate") || has("WWW-Authenticate")) {
      cell.append(" asks");
    }
    if (has("Retry-After")) {
      cell.append(" later");
    }
    if (body.contains("expired")) {
      cell.append(" expired");
    } else if (body.contains("disabled")) {
      cell.append(" disabled");
    } else if (body.contains("Not allowed")) {
      cell.append(" not allowed");
    } else if (body.contains("not possible right now")) {
      cell.append(" unavailable");
    }
    return cell.toString();
  }
}
