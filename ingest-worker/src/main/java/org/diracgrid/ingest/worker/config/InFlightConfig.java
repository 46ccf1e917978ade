package org.diracgrid.ingest.worker.config;

import java.util.List;
import java.util.Optional;

/**
 * Bounds of what one pipeline holds between poll and settlement. Above them partitions are paused, polling goes on.
 *
 * @param maxRecords records
 * @param maxBytes bytes of keys, values and headers; where it is not set, a share of the heap
 */
public record InFlightConfig(int maxRecords, Optional<Long> maxBytes) {

    static final Key<Integer> MAX_RECORDS = Key.count(
            "in-flight.max-records",
            1,
            10_000_000,
            "Records that one pipeline holds between poll and settlement; partitions are paused above it.");
    static final Key<Long> MAX_BYTES = Key.size(
                    "in-flight.max-bytes",
                    1L << 16,
                    64L << 30,
                    "Bytes that one pipeline holds between poll and settlement; where it is not set, a sixteenth of the"
                            + " heap, from 1MiB to 64MiB.")
            .asOptional();
    static final List<Key<?>> KEYS = List.of(MAX_RECORDS, MAX_BYTES);

    public InFlightConfig {
        MAX_RECORDS.check(maxRecords);
        maxBytes.ifPresent(MAX_BYTES::check);
    }

    static InFlightConfig from(Settings settings) {
        return new InFlightConfig(settings.get(MAX_RECORDS), settings.find(MAX_BYTES));
    }
}
