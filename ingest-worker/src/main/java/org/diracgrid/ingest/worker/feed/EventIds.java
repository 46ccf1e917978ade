package org.diracgrid.ingest.worker.feed;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids for the events of one batch: UUIDs of version 7 (RFC 9562), all of one millisecond, which count up from a random start
 * (its section 6.2). So the source of randomness is asked once a batch, and ids of a batch sort as its events.
 *
 * <p>Confined to the call that made it.
 */
final class EventIds {

    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long COUNTER_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

    /** Leaves room to count up without a carry. */
    private static final long START_MASK = COUNTER_MASK >> 1;

    private final long high;
    private long counter;

    EventIds(long epochMs, RandomGenerator random) {
        this.high = epochMs << 16 | VERSION_7 | random.nextInt(1 << 12);
        this.counter = random.nextLong() & START_MASK;
    }

    String next() {
        return new UUID(high, VARIANT | (counter++ & COUNTER_MASK)).toString();
    }
}
