package io.postern.it.proxies;

import io.postern.basic.BasicScheme;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a client got. */
record Got(int status, List<String> fields, String body) {
  private static final int DEADLINE_MILLIS = 30_000;

  /** Asks a port of this machine, on a connection of its own. */
  static Got from(int port, String requestLine, String host, @Nullable String... fields) {
    return from("127.0.0.1", port, requestLine, host, fields);
  }

  /** The same from another address of this machine. */
  static Got from(
      String source, int port, String requestLine, String host, @Nullable String... fields) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(source, 0));
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
      return read(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException none) {
      return new Got(0, List.of(), none.toString());
    }
  }

  static String basic(String user, String password) {
    return BasicScheme.fieldValue(
        user.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a head, and a body of the length that it says, or until the end. */
  private static Got read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return new Got(0, List.of(), head.toString());
      }
      head.append((char) octet);
    }
    List<String> lines = head.toString().lines().filter(line -> !line.isEmpty()).toList();
    Got start =
        new Got(
            Integer.parseInt(lines.get(0).split(" ", 3)[1]), lines.subList(1, lines.size()), "");
    String length = start.value("Content-Length");
    byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    return new Got(start.status, start.fields, new String(body, StandardCharsets.UTF_8));
  }

  boolean has(String field) {
    return value(field) != null;
  }

  /** The value of the first field called {@code name}. */
  private @Nullable String value(String name) {
    return fields.stream()
        .filter(line -> line.regionMatches(true, 0, name + ':', 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse(null);
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
