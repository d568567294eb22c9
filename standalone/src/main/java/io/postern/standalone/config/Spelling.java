package io.postern.standalone.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant to write. */
public final class Spelling {
  private Spelling() {}

  /** The one of {@code names} that is nearest to {@code typed}; null if none is near. */
  public static @Nullable String nearest(String typed, Collection<String> names) {
    String nearest = null;
    int fewest = Math.max(2, typed.length() / 3) + 1;
    for (String name : names) {
      int edits = distance(typed.replace('_', '-'), name);
      if (edits < fewest) {
        fewest = edits;
        nearest = name;
      }
    }
    return nearest;
  }

  /** The optimal string alignment distance: a letter put in, left out, changed, or two swapped. */
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        edits[i][j] =
            Math.min(
                edits[i - 1][j - 1] + (same ? 0 : 1),
                1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
