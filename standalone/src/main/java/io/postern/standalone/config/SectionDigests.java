package io.postern.standalone.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What each section of a file says, so that two files can be compared: as a digest, for a value may
 * be a secret. Immutable.
 */
public record SectionDigests(Map<String, String> digests) {

  /** The digests of what was said, by path. */
  static SectionDigests of(SortedMap<String, String> said) {
    Map<String, StringBuilder> sections = new TreeMap<>();
    said.forEach(
        (path, text) ->
            sections
                .computeIfAbsent(path.split("[.\\[]", 2)[0], section -> new StringBuilder())
                .append(path)
                .append('\0')
                .append(text)
                .append('\0'));
    return new SectionDigests(
        sections.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, section -> digest(section.getValue().toString()))));
  }

  /** The sections that say something else than in {@code before}, in the alphabet's order. */
  public Set<String> changedSince(SectionDigests before) {
    Set<String> names = new TreeSet<>(digests.keySet());
    names.addAll(before.digests.keySet());
    names.removeIf(name -> String.valueOf(digests.get(name)).equals(before.digests.get(name)));
    return names;
  }

  /** With these sections as they are in {@code before}. */
  public SectionDigests keeping(Set<String> sections, SectionDigests before) {
    Map<String, String> mixed = new TreeMap<>(digests);
    for (String section : sections) {
      String digest = before.digests.get(section);
      if (digest == null) {
        mixed.remove(section);
      } else {
        mixed.put(section, digest);
      }
    }
    return new SectionDigests(Map.copyOf(mixed));
  }

  private static String digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
