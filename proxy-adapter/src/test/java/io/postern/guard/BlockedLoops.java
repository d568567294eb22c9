package io.postern.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;

/** Calls on event loops that may wait. */
final class BlockedLoops {
  private static final String TIMES =
      "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";

  private static final Queue<Throwable> CALLS = new ConcurrentLinkedQueue<>();

  static {
    // Netty's own integration says which threads are event loops, and what they may do for Netty.
    BlockHound.builder()
        .loadIntegrations()
        // Never waits for room; the lock in it is held for a few instructions.
        .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "offer")
        .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "remainingCapacity")
        // The same, when it gives the pool a thread.
        .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "addWorker")
        // The same, when the JDK's timer takes a deadline, or gives it up.
        .allowBlockingCallsInside(TIMES, "offer")
        .allowBlockingCallsInside(TIMES, "remove")
        // Linux's random octets are there at once, but for the first seconds after its start.
        .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
        // At the end of a loop, for the few instructions of a wake-up that is under way.
        .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate")
        // Part of loading a class, once, as BlockHound allows that.
        .allowBlockingCallsInside("java.util.ServiceLoader$LazyClassPathLookupIterator", "parse")
        .blockingMethodCallback(BlockedLoops::add)
        .install();
  }

  private BlockedLoops() {}

  /** Begins to watch; once is enough. */
  static void watch() {
    assert CALLS != null;
  }

  /** The calls that have not been told of yet. */
  static List<Throwable> take() {
    List<Throwable> calls = new ArrayList<>();
    for (Throwable call = CALLS.poll(); call != null; call = CALLS.poll()) {
      calls.add(call);
    }
    return calls;
  }

  private static void add(BlockingMethod method) {
    CALLS.add(new Throwable(method + " on " + Thread.currentThread().getName()));
  }
}
