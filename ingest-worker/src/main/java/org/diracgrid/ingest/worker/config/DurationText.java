package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a whole number and a unit, for example {@code 500ms}, {@code 30s}, {@code 5m},
 * {@code 2h}, {@code 30d}. Zero needs no unit.
 */
public final class DurationText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");
    private static final Map<String, Long> UNIT_MS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if {@code text} is not of the form
     * @throws ArithmeticException if it does not fit a long of milliseconds
     */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        var unitMs = UNIT_MS.getOrDefault(matcher.group(2), 1L);
        return Duration.ofMillis(Math.multiplyExact(Long.parseLong(matcher.group(1)), unitMs));
    }

    /** The shortest text that {@link #parse} turns into {@code duration} again. */
    static String print(Duration duration) {
        var ms = duration.toMillis();
        for (var unit : new String[] {"d", "h", "m", "s"}) {
            var unitMs = UNIT_MS.getOrDefault(unit, 1L);
            if (ms >= unitMs && ms % unitMs == 0) {
                return ms / unitMs + unit;
            }
        }
        return ms + "ms";
    }
}
