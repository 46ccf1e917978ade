package org.diracgrid.ingest.worker.pipeline;

import java.util.Arrays;
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
        byte[] key = record.key();
        int hash = key == null ? 31 * record.topic().hashCode() + record.partition() : Arrays.hashCode(key);
        return Math.floorMod(mix(hash), lanes);
    }

    /**
     * Spreads a hash over all bits: the finalizer of MurmurHash3 (public domain). Not Kafka's murmur2: producers have
     * chosen partitions by that one, so within a partition it would leave some lanes empty.
     */
    private static int mix(int hash) {
        int mixed = hash;
        mixed ^= mixed >>> 16;
        mixed *= 0x85ebca6b;
        mixed ^= mixed >>> 13;
        mixed *= 0xc2b2ae35;
        mixed ^= mixed >>> 16;
        return mixed;
    }
}
