package org.diracgrid.ingest.model.codec;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * ISO 8601 times as Python's {@code datetime.fromisoformat} reads them, in the shapes that occur in events.
 *
 * <pre>
 *   YYYY-MM-DD  T|t|blank  HH:MM[:SS[.|, 1…9 digits]]  [Z|z|±HH:MM[:SS]]
 * </pre>
 *
 * Digits beyond the sixth of a fraction are dropped, as Python does. No leap seconds, no hour 24, no week dates, no compact
 * forms. Much faster than java.time's formatter, and without a regular expression.
 *
 * <p>Confined to the call that made it.
 */
final class IsoTime {

    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    private static final long DAYS_BEFORE_1970 = 719_162;
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'");

    private final String text;
    private int position;
    private boolean broken;
    private boolean naive;
    private int offsetSeconds;
    private long localMicros;

    private IsoTime(String text) {
        this.text = text;
    }

    /** Reads {@code text}; never fails, see {@link #isTime()}. */
    static IsoTime parse(String text) {
        var time = new IsoTime(text);
        time.read();
        return time;
    }

    /** Whether the text is a time at all. Nothing else has a meaning where this is false. */
    boolean isTime() {
        return !broken;
    }

    /** Whether the time has no offset. */
    boolean isNaive() {
        return naive;
    }

    /** The offset in seconds, east positive; 0 if it has none. */
    int offsetSeconds() {
        return offsetSeconds;
    }

    /** Microseconds since the epoch; a naive time counts as UTC. */
    long utcMicros() {
        return localMicros - offsetSeconds * 1_000_000L;
    }

    /** {@code micros} as DiracX writes a time: {@code 2026-06-01T12:00:10.123456+00:00}, always six digits. */
    static String format(long micros) {
        var time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
        return FORMAT.format(time);
    }

    private void read() {
        int year = number(4);
        expect('-');
        int month = number(2);
        expect('-');
        int day = number(2);
        expectSeparator();
        int hour = number(2);
        expect(':');
        int minute = number(2);
        boolean hasSeconds = skip(':');
        int second = hasSeconds ? number(2) : 0;
        int micros = hasSeconds && (skip('.') || skip(',')) ? fraction() : 0;
        readOffset();
        broken |= position != text.length();
        if (!broken && isDate(year, month, day) && hour < 24 && minute < 60 && second < 60) {
            long seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600L + minute * 60L + second;
            localMicros = seconds * 1_000_000 + micros;
        } else {
            broken = true;
        }
    }

    private void readOffset() {
        naive = position == text.length();
        if (naive || skip('Z') || skip('z')) {
            return;
        }
        int sign = skip('-') ? -1 : 1;
        if (sign > 0) {
            expect('+');
        }
        int hour = number(2);
        expect(':');
        int minute = number(2);
        int second = skip(':') ? number(2) : 0;
        broken |= hour > 23 || minute > 59 || second > 59;
        offsetSeconds = sign * (hour * 3600 + minute * 60 + second);
    }

    /** Reads exactly {@code digits} digits. */
    private int number(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = digit();
            broken |= digit < 0;
            value = value * 10 + digit;
        }
        return value;
    }

    /** Reads 1 to 9 digits and gives the first six, as microseconds. */
    private int fraction() {
        int micros = 0;
        int count = 0;
        for (int digit = digit(); digit >= 0; digit = digit()) {
            micros = count < 6 ? micros * 10 + digit : micros;
            count++;
        }
        broken |= count < 1 || count > 9;
        for (int i = count; i < 6; i++) {
            micros *= 10;
        }
        return micros;
    }

    /** The next digit, or -1 and no step if the next character is none. */
    private int digit() {
        if (position < text.length()) {
            int digit = text.charAt(position) - '0';
            if (digit >= 0 && digit <= 9) {
                position++;
                return digit;
            }
        }
        return -1;
    }

    private boolean skip(char c) {
        boolean found = position < text.length() && text.charAt(position) == c;
        position += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        broken |= !skip(c);
    }

    private void expectSeparator() {
        broken |= !(skip('T') || skip(' ') || skip('t'));
    }

    private static boolean isDate(int year, int month, int day) {
        return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
    }

    private static int daysIn(int year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static long daysSinceEpoch(int year, int month, int day) {
        int before = year - 1;
        long days = 365L * before + before / 4 - before / 100 + before / 400 + DAYS_BEFORE_MONTH[month - 1] + day - 1;
        return days + (month > 2 && isLeap(year) ? 1 : 0) - DAYS_BEFORE_1970;
    }
}
