package io.postern.standalone.explain;

import io.postern.gate.AuthRequest;
import io.postern.gate.Decision;
import io.postern.gate.DecisionId;
import io.postern.gate.DecisionListener;
import io.postern.spi.Client;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions, a bounded number of each sort: what was allowed does not push out what was
 * not. Thread-safe; no lock.
 */
public final class RecentDecisions implements DecisionListener {
  private static final int ALLOWED = 4_096;
  private static final int OTHERS = 8_192;

  private final InstantSource clock;
  private final Ring allowed = new Ring(ALLOWED);
  private final Ring others = new Ring(OTHERS);

  public RecentDecisions(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void decided(AuthRequest request, Client client, Decision decision, long nanos) {
    Explanation explanation =
        new Explanation(
            clock.instant(),
            client,
            request.adapter(),
            request.method(),
            request.target(),
            decision,
            nanos);
    (decision instanceof Decision.Allowed ? allowed : others).add(explanation);
  }

  /** The decision with this id; null if it is not remembered. */
  public @Nullable Explanation find(DecisionId id) {
    Predicate<Explanation> sought = explanation -> explanation.decision().id().equals(id);
    List<Explanation> found = others.newest(1, sought);
    if (found.isEmpty()) {
      found = allowed.newest(1, sought);
    }
    return found.isEmpty() ? null : found.get(0);
  }

  /** The newest that were not allowed, newest first. */
  public List<Explanation> refusals(int most, Predicate<Explanation> wanted) {
    return others.newest(most, wanted);
  }

  /** The newest that were allowed, newest first. */
  public List<Explanation> allowances(int most, Predicate<Explanation> wanted) {
    return allowed.newest(most, wanted);
  }

  private static final class Ring {
    private final AtomicReferenceArray<@Nullable Explanation> slots;
    private final AtomicLong next = new AtomicLong();

    Ring(int size) {
      slots = new AtomicReferenceArray<>(size);
    }

    void add(Explanation explanation) {
      slots.setRelease((int) (next.getAndIncrement() % slots.length()), explanation);
    }

    List<Explanation> newest(int most, Predicate<Explanation> wanted) {
      long end = next.get();
      long start = Math.max(0, end - slots.length());
      return LongStream.iterate(end - 1, i -> i >= start, i -> i - 1)
          .mapToObj(i -> slots.getAcquire((int) (i % slots.length())))
          .filter(explanation -> explanation != null && wanted.test(explanation))
          .limit(most)
          .toList();
    }
  }
}
