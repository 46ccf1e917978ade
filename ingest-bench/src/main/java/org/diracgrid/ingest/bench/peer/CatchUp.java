package org.diracgrid.ingest.bench.peer;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells from what a group has committed whether it has caught up with the ends that its partitions had, or stands still. Confined to the
 * thread that looks.
 */
final class CatchUp {

    /** What a look shows. */
    enum Verdict {
        CAUGHT_UP,
        UNDER_WAY,
        STANDS_STILL
    }

    private final Map<TopicPartition, Long> ends;
    private final long patienceNanos;
    private long seen;
    private long seenNanos;

    /**
     * Begins to watch.
     *
     * @param ends offsets behind the last records; a partition that ends at 0 has nothing to commit
     * @param patience how long nothing may be committed
     * @param nowNanos of the clock that every look is timed by
     */
    CatchUp(Map<TopicPartition, Long> ends, Duration patience, long nowNanos) {
        this.ends = Map.copyOf(ends);
        this.patienceNanos = patience.toNanos();
        this.seenNanos = nowNanos;
    }

    /** @param committed offsets by partition; those without one are missing */
    Verdict look(Map<TopicPartition, Long> committed, long nowNanos) {
        long behind = 0;
        long sum = 0;
        for (var end : ends.entrySet()) {
            long offset = committed.getOrDefault(end.getKey(), 0L);
            sum += offset;
            behind += Math.max(0, end.getValue() - offset);
        }
        if (behind == 0) {
            return Verdict.CAUGHT_UP;
        }
        if (sum != seen) {
            seen = sum;
            seenNanos = nowNanos;
        }
        return nowNanos - seenNanos > patienceNanos ? Verdict.STANDS_STILL : Verdict.UNDER_WAY;
    }
}
