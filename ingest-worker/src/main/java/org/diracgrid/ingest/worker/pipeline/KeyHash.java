package org.diracgrid.ingest.worker.pipeline;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The hash of a record's key, or of its partition where it has none. */
final class KeyHash {

    private KeyHash() {}

    /** Equal for equal keys; all bits are spread. */
    static int of(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        return mix(key == null ? 31 * record.topic().hashCode() + record.partition() : Arrays.hashCode(key));
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
