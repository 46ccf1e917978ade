package org.diracgrid.ingest.oracle;

import java.math.BigDecimal;
import java.time.Instant;

/** A row of {@code LoggingInfo} as it is written, before the server rounds its time. */
record LoggedRow(
        String status, String minorStatus, String applicationStatus, Instant time, BigDecimal order, String source) {

    /** Cuts what the logging database cuts, counted in characters as Python counts them. */
    static LoggedRow of(String status, String minorStatus, String applicationStatus, Instant time, String source) {
        return new LoggedRow(
                status, minorStatus, cut(applicationStatus, 255), time, TimeColumn.stored(time), cut(source, 32));
    }

    private static String cut(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters));
    }
}
