package org.diracgrid.ingest.bench.peer;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as microseconds since the epoch. Stateless. */
final class Micros {

    private Micros() {}

    /** @param text ISO 8601 with an offset */
    static long parse(String text) {
        return of(OffsetDateTime.parse(text).toInstant());
    }

    static long now() {
        return of(Instant.now());
    }

    /** What JDBC takes for a DATETIME column; null for null. */
    static @Nullable LocalDateTime utc(@Nullable Long micros) {
        return micros == null
                ? null
                : LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    /** What JDBC gives for a DATETIME column; null for null. */
    static @Nullable Long of(@Nullable LocalDateTime utc) {
        return utc == null ? null : of(utc.toInstant(ZoneOffset.UTC));
    }

    private static long of(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
