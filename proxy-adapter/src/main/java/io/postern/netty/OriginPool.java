package io.postern.netty;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Origin connections that wait for the next request, by where they lead. Confined to its event
 * loop.
 */
final class OriginPool {
  private final Map<Route, ArrayDeque<OriginConnection>> idle = new HashMap<>();
  private final int most;
  private final long longest;
  private boolean closed;

  OriginPool(Loop loop) {
    most = loop.setup.settings.limits().idleOriginConnections();
    longest = loop.setup.settings.timeouts().originIdle().toNanos();
  }

  /** The one that was used last: it is the likeliest to be alive. */
  @Nullable OriginConnection take(Route route) {
    ArrayDeque<OriginConnection> waiting = idle.get(route);
    while (waiting != null && !waiting.isEmpty()) {
      OriginConnection last = waiting.removeLast();
      if (last.isOpen()) {
        return last;
      }
    }
    return null;
  }

  void put(OriginConnection connection) {
    if (closed || most == 0) {
      connection.close();
      return;
    }
    ArrayDeque<OriginConnection> waiting =
        idle.computeIfAbsent(connection.route(), route -> new ArrayDeque<>(4));
    if (waiting.size() == most) {
      waiting.removeFirst().close();
    }
    waiting.addLast(connection);
  }

  /** Hears that a connection which may be waiting was closed. */
  void remove(OriginConnection connection) {
    ArrayDeque<OriginConnection> waiting = idle.get(connection.route());
    if (waiting != null) {
      waiting.remove(connection);
    }
  }

  void tick(long now) {
    Iterator<ArrayDeque<OriginConnection>> all = idle.values().iterator();
    while (all.hasNext()) {
      ArrayDeque<OriginConnection> waiting = all.next();
      while (!waiting.isEmpty() && now - waiting.getFirst().idleSince() > longest) {
        waiting.removeFirst().close();
      }
      if (waiting.isEmpty()) {
        all.remove();
      }
    }
  }

  /** Closes one that nobody uses, to have its descriptor; false: there is none. */
  boolean closeOne() {
    for (ArrayDeque<OriginConnection> waiting : idle.values()) {
      OriginConnection oldest = waiting.pollFirst();
      if (oldest != null) {
        oldest.close();
        return true;
      }
    }
    return false;
  }

  void close() {
    closed = true;
    for (ArrayDeque<OriginConnection> waiting : idle.values()) {
      while (!waiting.isEmpty()) {
        waiting.removeFirst().close();
      }
    }
    idle.clear();
  }
}
