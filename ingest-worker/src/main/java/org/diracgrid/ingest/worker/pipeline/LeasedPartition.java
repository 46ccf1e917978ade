package org.diracgrid.ingest.worker.pipeline;

import org.apache.kafka.common.TopicPartition;

/**
 * What the poll thread knows about one partition while it is leased.
 *
 * <p>Confined to the poll thread.
 */
final class LeasedPartition {

    private final PartitionLease lease;
    private final OffsetTracker tracker = new OffsetTracker();
    private final InFlightBudget budget;
    private boolean paused;
    private long committed = OffsetTracker.NONE;

    LeasedPartition(PartitionLease lease, InFlightBudget budget) {
        this.lease = lease;
        this.budget = budget;
    }

    PartitionLease lease() {
        return lease;
    }

    TopicPartition partition() {
        return lease.partition();
    }

    OffsetTracker tracker() {
        return tracker;
    }

    /** What the lanes hold of it, settled or not; empty once every delivery has come back. */
    InFlightBudget budget() {
        return budget;
    }

    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean paused) {
        this.paused = paused;
    }

    /** The offset that Kafka is known to hold for it. */
    long committed() {
        return committed;
    }

    boolean hasNewsToCommit() {
        return tracker.committable() > committed;
    }

    void committedUpTo(long offset) {
        committed = Math.max(committed, offset);
    }
}
