package io.postern.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What happened in one play, written down if somebody wants to read it. Confined to a stage. */
final class Script {
  private final Stage stage;
  private final boolean isKept;
  private final List<String> lines = new ArrayList<>();

  Script(Stage stage, boolean isKept) {
    this.stage = stage;
    this.isKept = isKept;
  }

  void add(Object... what) {
    if (isKept) {
      lines.add(Duration.ofNanos(stage.nanoTime()) + " " + Arrays.toString(what));
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
