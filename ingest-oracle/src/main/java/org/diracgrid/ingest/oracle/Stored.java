package org.diracgrid.ingest.oracle;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Values as the database shows them. */
final class Stored {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Stored() {}

    static @Nullable String text(@Nullable Object value, OracleSettings.Rounding rounding) {
        if (value instanceof Instant time) {
            return time(time, rounding);
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        return value == null ? null : value.toString();
    }

    /** A {@code DATETIME} without fraction. */
    static String time(Instant time, OracleSettings.Rounding rounding) {
        Instant shifted = rounding == OracleSettings.Rounding.HALF_UP ? time.plusMillis(500) : time;
        return time(LocalDateTime.ofInstant(shifted, ZoneOffset.UTC));
    }

    static String time(LocalDateTime time) {
        return time.format(SECONDS);
    }
}
