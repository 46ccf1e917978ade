package org.diracgrid.ingest.oracle;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the stores were written, both ends included. {@code LastUpdateTime} and a document's {@code timestamp} are times of
 * the writing server, so all that can be asked of them is that they lie in here.
 */
public record Window(Instant from, Instant to) {

    /** Whether a column of whole seconds, as the database shows it, may have been written in here. */
    boolean hasSecond(@Nullable String column) {
        if (column == null) {
            return false;
        }
        try {
            Instant second = LocalDateTime.parse(column.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
            return !second.isBefore(from.truncatedTo(ChronoUnit.SECONDS)) && !second.isAfter(to);
        } catch (DateTimeException notATime) {
            return false;
        }
    }

    /** Whether {@code millis} since the epoch lie in here. */
    boolean hasMillis(long millis) {
        return millis >= from.toEpochMilli() && millis <= to.toEpochMilli();
    }
}
