package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Deliveries that have to be tried again later, each with those behind it that have the same key; other keys pass.
 *
 * <pre>
 * hold a1 until 5 · behind a2 · releaseDue(5) → a1, a2
 * </pre>
 *
 * Bounded by the in-flight budget: what waits here is in flight.
 *
 * <p>Confined to its lane's context.
 */
final class HeldKeys {

    /** Due times are rounded up to this, so that many held keys share one timer. */
    private static final long TICK_MS = 20;

    /** The deliveries of one key in their order, the first of which was tried. */
    private record Line(long dueMs, Deque<Delivery> waiting) {}

    private final Map<Object, Line> lines = new LinkedHashMap<>();
    private long nextDueMs = Long.MAX_VALUE;

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Whether {@code delivery} has to wait behind an earlier one. */
    boolean holds(Delivery delivery) {
        return !lines.isEmpty() && lines.containsKey(delivery.orderKey());
    }

    /**
     * Holds {@code delivery} at the end of its key's line.
     *
     * @param dueMs when to try it again; without effect where the line exists, whose first delivery sets the time
     */
    void hold(Delivery delivery, long dueMs) {
        lines.computeIfAbsent(delivery.orderKey(), key -> newLine(dueMs))
                .waiting()
                .addLast(delivery);
    }

    /** No line is due before; {@link Long#MAX_VALUE} if there is none. */
    long nextDueMs() {
        return nextDueMs;
    }

    /** Takes out all lines that are due, each in its order. */
    List<Delivery> releaseDue(long nowMs) {
        List<Delivery> released = new ArrayList<>();
        nextDueMs = Long.MAX_VALUE;
        for (Iterator<Line> each = lines.values().iterator(); each.hasNext(); ) {
            Line line = each.next();
            if (line.dueMs() <= nowMs) {
                released.addAll(line.waiting());
                each.remove();
            } else {
                nextDueMs = Math.min(nextDueMs, line.dueMs());
            }
        }
        return released;
    }

    /** Takes out every delivery that matches. */
    List<Delivery> removeIf(Predicate<Delivery> filter) {
        List<Delivery> removed = new ArrayList<>();
        for (Iterator<Line> each = lines.values().iterator(); each.hasNext(); ) {
            Deque<Delivery> waiting = each.next().waiting();
            waiting.removeIf(delivery -> filter.test(delivery) && removed.add(delivery));
            if (waiting.isEmpty()) {
                each.remove();
            }
        }
        return removed;
    }

    private Line newLine(long dueMs) {
        long rounded = (dueMs + TICK_MS - 1) / TICK_MS * TICK_MS;
        nextDueMs = Math.min(nextDueMs, rounded);
        return new Line(rounded, new ArrayDeque<>());
    }
}
