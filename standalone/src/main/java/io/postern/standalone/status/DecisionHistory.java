package io.postern.standalone.status;

import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionListener;
import io.postern.spi.Client;
import io.postern.standalone.status.StatusSnapshot.Rates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many decisions there were in the last minutes. Thread-safe; no lock. */
public final class DecisionHistory implements DecisionListener {
  /** What one of {@link #rates} covers. */
  public static final Duration STEP = Duration.ofSeconds(10);

  /** Half an hour. */
  static final int STEPS = 180;

  private final LongSupplier nanoTime;
  private final long start;

  /** One more than is told: the step that has begun. */
  private final AtomicReferenceArray<@Nullable Step> steps = new AtomicReferenceArray<>(STEPS + 1);

  /**
   * Makes an empty history.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public DecisionHistory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public void decided(AuthRequest request, Client client, Decision decision, long nanos) {
    decision.handle(at(number())).increment();
  }

  /** The rates of the steps that are over, oldest first. */
  public List<Rates> rates() {
    long now = number();
    List<Rates> rates = new ArrayList<>(STEPS);
    for (long number = Math.max(0, now - STEPS); number < now; number++) {
      Step step = steps.getAcquire((int) (number % steps.length()));
      rates.add(step == null || step.number != number ? Rates.NONE : step.rates());
    }
    return rates;
  }

  private long number() {
    return (nanoTime.getAsLong() - start) / STEP.toNanos();
  }

  /** The step with this number, or a later one that another thread has put in its place. */
  private Step at(long number) {
    int slot = (int) (number % steps.length());
    while (true) {
      Step step = steps.getAcquire(slot);
      if (step != null && step.number >= number) {
        return step;
      }
      Step next = new Step(number);
      if (steps.compareAndSet(slot, step, next)) {
        return next;
      }
    }
  }

  /** The decisions of one step. */
  private static final class Step implements Decision.Handler<LongAdder> {
    final long number;
    private final LongAdder allowed = new LongAdder();
    private final LongAdder challenged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder notPermitted = new LongAdder();
    private final LongAdder unavailable = new LongAdder();

    Step(long number) {
      this.number = number;
    }

    Rates rates() {
      return new Rates(
          rate(allowed), rate(challenged), rate(refused), rate(notPermitted), rate(unavailable));
    }

    private static double rate(LongAdder decisions) {
      return (double) decisions.sum() / STEP.toSeconds();
    }

    @Override
    public LongAdder allowed(Decision.Allowed decision) {
      return allowed;
    }

    @Override
    public LongAdder challenged(Decision.Challenged decision) {
      return challenged;
    }

    @Override
    public LongAdder refused(Decision.Refused decision) {
      return refused;
    }

    @Override
    public LongAdder notPermitted(Decision.NotPermitted decision) {
      return notPermitted;
    }

    @Override
    public LongAdder unavailable(Decision.Unavailable decision) {
      return unavailable;
    }
  }
}
