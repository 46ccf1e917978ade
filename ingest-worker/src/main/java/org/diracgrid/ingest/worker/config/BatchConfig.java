package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;

/**
 * Bounds of one lane batch; a batch is also written as soon as its lane's store is idle and the linger is over.
 *
 * @param maxRecords records
 * @param maxBytes bytes of encoded values
 * @param linger how long a batch waits for more while its store is idle
 */
public record BatchConfig(int maxRecords, long maxBytes, Duration linger) {

    static final Key<Integer> MAX_RECORDS =
            Key.count("batch.max-records", 1, 100_000, "Records in one batch, which is one database transaction.");
    static final Key<Long> MAX_BYTES =
            Key.size("batch.max-bytes", 1L << 10, 1L << 30, "Bytes of encoded events in one batch.");
    static final Key<Duration> LINGER = Key.duration(
            "batch.linger",
            Duration.ZERO,
            Duration.ofSeconds(10),
            "How long a batch waits for more events while its store is idle.");
    static final List<Key<?>> KEYS = List.of(MAX_RECORDS, MAX_BYTES, LINGER);

    public BatchConfig {
        MAX_RECORDS.check(maxRecords);
        MAX_BYTES.check(maxBytes);
        LINGER.check(linger);
    }

    static BatchConfig from(Settings settings) {
        return new BatchConfig(settings.get(MAX_RECORDS), settings.get(MAX_BYTES), settings.get(LINGER));
    }
}
