package io.postern.it.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One byte stream of the corpora: see their README.
 *
 * @param text octets as Latin-1, with placeholders
 * @param notForOrigins fields that no origin may see, as {@code name} or {@code name: value}
 */
record Stream(String id, String verdict, String text, List<String> notForOrigins) {

  static List<Stream> of(String corpus) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Stream> streams = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    Stream.class.getResourceAsStream("/corpora/" + corpus + ".jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        streams.add(read(json.readTree(line)));
      }
    }
    return streams;
  }

  private static Stream read(JsonNode record) {
    byte[] octets = Base64.getDecoder().decode(record.get("octets").asText());
    List<String> notForOrigins = new ArrayList<>();
    record.path("origin_must_not_see").forEach(field -> notForOrigins.add(field.asText()));
    return new Stream(
        record.get("id").asText(),
        record.get("verdict").asText(),
        new String(octets, StandardCharsets.ISO_8859_1),
        notForOrigins);
  }

  /** How many requests in it have valid credentials. */
  int credentials() {
    return text.split("@@A2?@@", -1).length - 1;
  }

  boolean hasWrongCredentials() {
    return text.contains("@@ABAD@@");
  }

  byte[] octets(Map<String, String> placeholders) {
    String replaced = text;
    for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
      replaced = replaced.replace("@@" + placeholder.getKey() + "@@", placeholder.getValue());
    }
    return replaced.getBytes(StandardCharsets.ISO_8859_1);
  }
}
