package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one lane that are closed until a commit, and the deliveries that wait for it; other keys pass.
 *
 * <pre>
 * close 4 (key a) · hold 5 (key a) · 6 (key b) passes · 4 is committed → release 5
 * 7 is fenced and of the key of 5: hold 7 · 5 is committed → release 7
 * </pre>
 *
 * <p>Nobody waits for himself: a delivery waits for the commit of a lower offset of its partition, which takes only that
 * all offsets up to that one are settled, and these wait for still lower ones. So the lowest that is not settled waits for no
 * commit that cannot be made.
 *
 * <p>Bounded: what waits is in flight, and there are no more closed keys than {@code closedMax} and one a partition; above
 * that a fenced delivery waits until the oldest is committed.
 *
 * <p>Confined to its lane's context, except {@link #awaited}.
 */
final class FencedKeys {

    private static final int SWEPT_MIN = 64;

    /** The deliveries of one key in the order of their offsets; the first waits for the commit of an offset. */
    private static final class Line {
        final TreeMap<Long, Delivery> waiting = new TreeMap<>();
        long awaited;
    }

    /** What there is of one lease. */
    private static final class Leased {
        final Map<Object, Line> lines = new LinkedHashMap<>();
        final Map<Object, Long> closed = new HashMap<>(); // to the offset that opens the key when it is committed
        long newestClosed = OffsetTracker.NONE;
        int sweepAt = SWEPT_MIN;
    }

    private final int closedMax;
    private final Map<PartitionLease, Leased> leases = new LinkedHashMap<>();

    /** For each lease from which something waits, the lowest offset that is waited for. A new object after each release. */
    private volatile Map<PartitionLease, Long> awaited = Map.of();

    /** @param closedMax keys that may be closed at a time */
    FencedKeys(int closedMax) {
        this.closedMax = closedMax;
    }

    /** Whether {@code delivery} has to wait behind an earlier one of its key. */
    boolean holds(Delivery delivery) {
        if (leases.isEmpty()) {
            return false;
        }
        Leased leased = leases.get(delivery.lease());
        if (leased == null) {
            return false;
        }
        if (leased.lines.isEmpty() && delivery.lease().isCommitted(leased.newestClosed)) {
            leases.remove(delivery.lease()); // no fence around any more
            return false;
        }
        Object key = delivery.orderKey();
        return waitsBefore(leased, key, delivery) || closedBefore(leased, key, delivery) != null;
    }

    /** Whether an earlier delivery of the same key waits here. */
    boolean holdsBefore(Delivery delivery) {
        Leased leased = leases.get(delivery.lease());
        return leased != null && waitsBefore(leased, delivery.orderKey(), delivery);
    }

    /** Whether a fenced delivery that is not {@linkplain #holds held} may be written. */
    boolean admits(Delivery delivery) {
        return delivery.lease().isCommitted(delivery.predecessor()) && oldestInTheWay(delivery) == OffsetTracker.NONE;
    }

    /** Lets nothing behind {@code delivery} pass under its key until it is committed. */
    void close(Delivery delivery) {
        Leased leased = leases.computeIfAbsent(delivery.lease(), lease -> new Leased());
        if (leased.closed.size() >= leased.sweepAt) {
            sweep(delivery.lease(), leased);
        }
        leased.closed.merge(delivery.orderKey(), delivery.offset(), Math::max);
        leased.newestClosed = Math.max(leased.newestClosed, delivery.offset());
    }

    /** Takes {@code delivery}, which is held or not admitted, into its key's line. */
    void hold(Delivery delivery) {
        PartitionLease lease = delivery.lease();
        Leased leased = leases.computeIfAbsent(lease, each -> new Leased());
        Object key = delivery.orderKey();
        Line line = leased.lines.computeIfAbsent(key, each -> new Line());
        line.waiting.put(delivery.offset(), delivery);
        if (line.waiting.firstKey() == delivery.offset()) {
            line.awaited = awaitedBy(leased, key, delivery);
            long lowest = awaited.getOrDefault(lease, Long.MAX_VALUE);
            if (line.awaited < lowest) {
                Map<PartitionLease, Long> lower = new LinkedHashMap<>(awaited);
                lower.put(lease, line.awaited);
                awaited = Collections.unmodifiableMap(lower);
            }
        }
    }

    /** Takes out every line whose commit has come, each in its order; and those of leases that were withdrawn. */
    List<Delivery> release() {
        List<Delivery> released = new ArrayList<>();
        Map<PartitionLease, Long> stillAwaited = new LinkedHashMap<>();
        for (Iterator<Map.Entry<PartitionLease, Leased>> each =
                        leases.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<PartitionLease, Leased> entry = each.next();
            PartitionLease lease = entry.getKey();
            long lowest = release(lease, entry.getValue(), released);
            if (!lease.isOffered()) {
                each.remove();
            } else if (lowest != Long.MAX_VALUE) {
                stillAwaited.put(lease, lowest);
            }
        }
        awaited = stillAwaited.isEmpty() ? Map.of() : Collections.unmodifiableMap(stillAwaited);
        return released;
    }

    /** What the poll thread has to see to. Called from any thread; immutable. */
    Map<PartitionLease, Long> awaited() {
        return awaited;
    }

    /** Returns the lowest offset that is still waited for. */
    private static long release(PartitionLease lease, Leased leased, List<Delivery> released) {
        long lowest = Long.MAX_VALUE;
        for (Iterator<Line> each = leased.lines.values().iterator(); each.hasNext(); ) {
            Line line = each.next();
            if (!lease.isOffered() || lease.isCommitted(line.awaited)) {
                released.addAll(line.waiting.values());
                each.remove();
            } else {
                lowest = Math.min(lowest, line.awaited);
            }
        }
        return lowest;
    }

    private long awaitedBy(Leased leased, Object key, Delivery delivery) {
        Long closed = closedBefore(leased, key, delivery);
        if (closed != null) {
            return closed;
        }
        return delivery.lease().isCommitted(delivery.predecessor()) ? oldestInTheWay(delivery) : delivery.predecessor();
    }

    private static boolean waitsBefore(Leased leased, Object key, Delivery delivery) {
        Line line = leased.lines.get(key);
        return line != null && line.waiting.firstKey() < delivery.offset();
    }

    private static @Nullable Long closedBefore(Leased leased, Object key, Delivery delivery) {
        Long closed = leased.closed.get(key);
        boolean isClosed = closed != null
                && closed < delivery.offset()
                && !delivery.lease().isCommitted(closed);
        return isClosed ? closed : null;
    }

    /** Where too many keys are closed: the oldest closing offset before {@code delivery}; NONE if it may close its own. */
    private long oldestInTheWay(Delivery delivery) {
        if (closedKeys() < closedMax) {
            return OffsetTracker.NONE;
        }
        leases.forEach(FencedKeys::sweep);
        Leased leased = leases.get(delivery.lease());
        if (leased == null || leased.closed.isEmpty() || closedKeys() < closedMax) {
            return OffsetTracker.NONE;
        }
        long oldest = Collections.min(leased.closed.values());
        return oldest < delivery.offset() ? oldest : OffsetTracker.NONE;
    }

    private int closedKeys() {
        int keys = 0;
        for (Leased leased : leases.values()) {
            keys += leased.closed.size();
        }
        return keys;
    }

    private static void sweep(PartitionLease lease, Leased leased) {
        leased.closed.values().removeIf(lease::isCommitted);
        leased.sweepAt = Math.max(SWEPT_MIN, 2 * leased.closed.size());
    }
}
