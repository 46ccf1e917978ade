package org.diracgrid.ingest.worker.pipeline;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Chooses a record's lane: by its key, or by its partition where it has none. Deliveries of one key always meet on one
 * lane.
 *
 * <p>Immutable.
 */
final class LaneRouter {

    private final int lanes;

    LaneRouter(int lanes) {
        this.lanes = lanes;
    }

    /** Returns 0 … lanes − 1. */
    int laneOf(ConsumerRecord<byte[], byte[]> record) {
        return Math.floorMod(KeyHash.of(record), lanes);
    }
}
