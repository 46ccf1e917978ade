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
    private final Predecessors predecessors = new Predecessors();
    private boolean paused;

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

    Predecessors predecessors() {
        return predecessors;
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
        return lease.committed();
    }

    boolean hasNewsToCommit() {
        return tracker.committable() > lease.committed();
    }

    void committedUpTo(long offset) {
        lease.committedUpTo(Math.max(lease.committed(), offset));
    }
}
