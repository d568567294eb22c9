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
    require(name, unmet, () -> null);
  }

  /**
   * Adds a condition.
   *
   * @param remark says what else there is to know while it holds; null: nothing
   */
  public void require(
      String name, Supplier<@Nullable String> unmet, Supplier<@Nullable String> remark) {
    conditions.add(new Condition(name, unmet, remark));
  }

  /** {@code /ready}: 200, or 503 and why not. */
  public AdminAnswer answer(AdminRequest request) {
    List<String> lines = new ArrayList<>();
    boolean ready = true;
    for (Condition condition : conditions) {
      String unmet = condition.unmet.get();
      ready &= unmet == null;
      String told = unmet == null ? condition.remark.get() : unmet;
      lines.add(condition.name + ": " + (told == null ? "ok" : told));
    }
    lines.add(0, ready ? "ready" : "not ready");
    return AdminAnswer.text(ready ? 200 : 503, String.join("\n", lines) + '\n');
  }

  private record Condition(
      String name, Supplier<@Nullable String> unmet, Supplier<@Nullable String> remark) {}
}
