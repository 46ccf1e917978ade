package org.diracgrid.ingest.worker.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Sizes in bytes as people write them: a whole number, bare or with a binary unit, for example {@code 65536},
 * {@code 64KiB}, {@code 1MiB}. Decimal units (kB, MB) are refused, since half the world reads them as binary.
 */
final class SizeText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");
    private static final Map<String, Long> UNIT_BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private SizeText() {}

    /**
     * @throws IllegalArgumentException if {@code text} is not of the form
     * @throws ArithmeticException if it does not fit a long
     */
    static long parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        var unit = matcher.group(2);
        var unitBytes = unit == null ? 1L : UNIT_BYTES.getOrDefault(unit, 1L);
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unitBytes);
    }

    /** The shortest text that {@link #parse} turns into {@code bytes} again. */
    static String print(long bytes) {
        for (var unit : new String[] {"GiB", "MiB", "KiB"}) {
            var unitBytes = UNIT_BYTES.getOrDefault(unit, 1L);
            if (bytes >= unitBytes && bytes % unitBytes == 0) {
                return bytes / unitBytes + unit;
            }
        }
        return Long.toString(bytes);
    }
}
