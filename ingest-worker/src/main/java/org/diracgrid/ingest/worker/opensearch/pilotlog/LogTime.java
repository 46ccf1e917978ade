package org.diracgrid.ingest.worker.opensearch.pilotlog;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as DiracX's reader takes them, {@code 2025-06-01T12:00:10.123456+00:00}: always six digits, always that offset.
 * Most lines of a log are of the same second as the one before, so only the fraction is written anew.
 *
 * <p>Confined to its lane's context.
 */
final class LogTime {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final long MICROS = 1_000_000;
    private static final int LAST_DIGIT = "2025-06-01T12:00:10.12345".length();

    private final char[] text = "1970-01-01T00:00:00.000000+00:00".toCharArray();
    private long second;

    /** The text of a time, microseconds since the epoch, of the years 0 … 9999; valid until the next call. */
    char[] format(long micros) {
        long newSecond = Math.floorDiv(micros, MICROS);
        if (newSecond != second) {
            String date = SECONDS.format(LocalDateTime.ofEpochSecond(newSecond, 0, ZoneOffset.UTC));
            date.getChars(0, date.length(), text, 0);
            second = newSecond;
        }
        int fraction = (int) Math.floorMod(micros, MICROS);
        for (int i = 0; i < 6; i++) {
            text[LAST_DIGIT - i] = (char) ('0' + fraction % 10);
            fraction /= 10;
        }
        return text;
    }
}
