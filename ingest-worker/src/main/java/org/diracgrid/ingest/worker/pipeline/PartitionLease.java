package org.diracgrid.ingest.worker.pipeline;

import org.apache.kafka.common.TopicPartition;

/**
 * The right to work on one partition, from an assignment to the revoke that ends it. Rides on every delivery, so that
 * what was taken up under an earlier assignment can be told from what counts now.
 *
 * <pre>
 * offered ──withdraw()──▶ withdrawn ──end()──▶ ended
 * └───────────────end()──────────────────────▲
 * </pre>
 *
 * <p>Thread-safe: written by the poll thread only; lanes read it, begin nothing new for a withdrawn lease, let
 * nothing take effect for one that has ended, and see what Kafka is known to hold.
 */
final class PartitionLease {

    private final TopicPartition partition;
    private final long epoch;
    private volatile boolean offered = true;
    private volatile boolean ended;
    private volatile long committed = OffsetTracker.NONE;

    /** @param epoch unique within the process; later assignments have greater ones */
    PartitionLease(TopicPartition partition, long epoch) {
        this.partition = partition;
        this.epoch = epoch;
    }

    TopicPartition partition() {
        return partition;
    }

    boolean isOffered() {
        return offered;
    }

    void withdraw() {
        offered = false;
    }

    /** From now on somebody else may have the partition. */
    void end() {
        offered = false;
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The committed offset, the next one that Kafka would give; {@link OffsetTracker#NONE} if none is known. */
    long committed() {
        return committed;
    }

    /** Whether Kafka will not give {@code offset} again; true for {@link OffsetTracker#NONE}, which is no record's. */
    boolean isCommitted(long offset) {
        return offset == OffsetTracker.NONE || offset < committed;
    }

    void committedUpTo(long offset) {
        committed = offset;
    }

    @Override
    public String toString() {
        return partition + "@" + epoch;
    }
}
