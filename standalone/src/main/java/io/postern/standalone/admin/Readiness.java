package io.postern.standalone.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the program can serve: every condition holds. Thread-safe. */
public final class Readiness {
  private final List<Condition> conditions = new CopyOnWriteArrayList<>();

  /**
   * Adds a condition.
   *
   * @param unmet says why it does not hold; null: it holds
   */
  public void require(String name, Supplier<@Nullable String> unmet) {
    conditions.add(new Condition(name, unmet));
  }

  /** {@code /ready}: 200, or 503 and why not. */
  public AdminAnswer answer(AdminRequest request) {
    List<String> lines = new ArrayList<>();
    boolean ready = true;
    for (Condition condition : conditions) {
      String unmet = condition.unmet.get();
      ready &= unmet == null;
      lines.add(condition.name + ": " + (unmet == null ? "ok" : unmet));
    }
    lines.add(0, ready ? "ready" : "not ready");
    return AdminAnswer.text(ready ? 200 : 503, String.join("\n", lines) + '\n');
  }

  private record Condition(String name, Supplier<@Nullable String> unmet) {}
}
