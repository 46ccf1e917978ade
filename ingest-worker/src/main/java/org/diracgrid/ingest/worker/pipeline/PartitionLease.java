package org.diracgrid.ingest.worker.pipeline;

import org.apache.kafka.common.TopicPartition;

/**
 * The right to work on one partition, from an assignment to the revoke that ends it. Rides on every delivery, so that
 * what was taken up under an earlier assignment can be told from what counts now.
 *
 * <pre>
 * offered ──withdraw()──▶ withdrawn
 * </pre>
 *
 * <p>Thread-safe: written by the poll thread only; lanes read it and begin nothing new for a withdrawn lease.
 */
final class PartitionLease {

    private final TopicPartition partition;
    private final long epoch;
    private volatile boolean offered = true;

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

    @Override
    public String toString() {
        return partition + "@" + epoch;
    }
}
