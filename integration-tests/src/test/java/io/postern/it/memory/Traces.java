package io.postern.it.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The traces that a text would leave: as it is, in Base64 wherever in a user-pass it stands, each
 * in octets and in both orders of UTF-16.
 */
final class Traces {
  private static final int CHUNK = 1 << 24;
  private static final int AROUND = 48;

  private final Map<String, byte[]> traces = new TreeMap<>();

  /** Makes the traces of a text in ASCII, of 9 characters or more. */
  Traces(String text) {
    put("plain", text);
    for (int before = 0; before < 3; before++) {
      // What the text shares with its neighbours' octets depends on them: it is left out.
      byte[] shifted = (" ".repeat(before) + text).getBytes(ISO_8859_1);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int first = before == 0 ? 0 : before + 1;
      put("Base64 + " + before, encoded.substring(first, shifted.length / 3 * 4));
    }
  }

  private void put(String name, String trace) {
    traces.put(name, trace.getBytes(ISO_8859_1));
    traces.put(name + ", UTF-16BE", trace.getBytes(UTF_16BE));
    traces.put(name + ", UTF-16LE", trace.getBytes(UTF_16LE));
  }

  /** What is found in a text that the program wrote: each with its neighbourhood. */
  List<String> in(String text) {
    return in(text.getBytes(ISO_8859_1), text.length());
  }

  /** What is found in a file. */
  List<String> in(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    byte[] window = new byte[CHUNK];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.readNBytes(window, 0, CHUNK);
          read > 0;
          read = in.readNBytes(window, kept, CHUNK - kept)) {
        int length = kept + read;
        found.addAll(in(window, length));
        kept = Math.min(length, 2 * AROUND);
        System.arraycopy(window, length - kept, window, 0, kept);
      }
    }
    return found;
  }

  private List<String> in(byte[] octets, int length) {
    List<String> found = new ArrayList<>();
    traces.forEach(
        (name, trace) -> {
          for (int i = 0; i <= length - trace.length; i++) {
            if (octets[i] == trace[0] && matches(octets, i, trace)) {
              found.add(name + ": " + around(octets, i, length));
            }
          }
        });
    return found;
  }

  private static boolean matches(byte[] octets, int at, byte[] trace) {
    for (int i = 1; i < trace.length; i++) {
      if (octets[at + i] != trace[i]) {
        return false;
      }
    }
    return true;
  }

  private static String around(byte[] octets, int at, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = Math.max(0, at - AROUND); i < Math.min(length, at + 2 * AROUND); i++) {
      boolean printable = octets[i] >= ' ' && octets[i] < 127;
      text.append(
          printable ? (char) octets[i] : String.format(Locale.ROOT, "\\%02x", octets[i] & 0xff));
    }
    return text.toString();
  }
}
