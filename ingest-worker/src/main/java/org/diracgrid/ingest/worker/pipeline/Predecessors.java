package org.diracgrid.ingest.worker.pipeline;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Knows for every record of one partition which offset before it may have the same key: the newest one whose key falls
 * into the same of {@value #SLOTS} slots.
 *
 * <pre>
 * 7 a · 8 b · 9 a → nothing, nothing, 7     (and 8 instead of 7 if a and b share a slot)
 * </pre>
 *
 * Never too low, and too high only by a collision, which costs a fenced delivery a wait for the commit of a stranger. An
 * exact answer would need an entry for every key whose offset is not committed; this is one array of 32 KiB a partition,
 * one read and one write a record, and no allocation.
 *
 * <p>Confined to the poll thread.
 */
final class Predecessors {

    private static final int SLOT_BITS = 12;
    private static final int SLOTS = 1 << SLOT_BITS;

    private final long[] newest = new long[SLOTS];

    Predecessors() {
        Arrays.fill(newest, OffsetTracker.NONE);
    }

    /** Takes note of {@code record} and returns the offset before it, or {@link OffsetTracker#NONE}. */
    long before(ConsumerRecord<byte[], byte[]> record) {
        int slot = KeyHash.of(record) >>> (Integer.SIZE - SLOT_BITS);
        long before = newest[slot];
        newest[slot] = record.offset();
        return before;
    }
}
