package org.diracgrid.ingest.model.lifecycle;

import java.math.BigDecimal;

/**
 * The value of {@code LoggingInfo.StatusTimeOrder}: seconds since 2010-03-31T01:46:40Z with three decimals, here as whole
 * milliseconds.
 *
 * <p>DiracX computes it in binary floating point and the column rounds that half-even, so an event's time comes back with
 * millisecond precision: an event may look newer or older than itself.
 */
public final class StatusTimeOrder {

    private static final double ORIGIN_SECONDS = 1_270_000_000d;
    private static final long ORIGIN_MICROS = 1_270_000_000_000_000L;

    // DECIMAL(12,3) holds up to 999 999 999.999.
    private static final long MILLIS_MAX = 999_999_999_999L;

    private StatusTimeOrder() {}

    /** The column's value for {@code timeMicros}, in milliseconds. */
    public static long toMillis(long timeMicros) {
        double seconds = timeMicros / 1e6d - ORIGIN_SECONDS;
        double nearest = Math.rint(seconds * 1000d);
        // The product was rounded once; what it lost is exact in a fused multiply-add, because seconds is a multiple of
        // 2^-24. This equals new BigDecimal(seconds).setScale(3, HALF_EVEN) without its allocations.
        double excess = Math.fma(seconds, 1000d, -nearest);
        long millis = (long) nearest;
        boolean odd = (millis & 1) != 0;
        if (excess > 0.5d || (excess == 0.5d && odd)) {
            return millis + 1;
        }
        return excess < -0.5d || (excess == -0.5d && odd) ? millis - 1 : millis;
    }

    /** The column's value for {@code timeMicros}, as SQL has it. */
    public static BigDecimal toDecimal(long timeMicros) {
        return BigDecimal.valueOf(toMillis(timeMicros), 3);
    }

    /** Whether the column can hold the value for {@code timeMicros}: from 1978-07-23 to 2041-12-07. */
    public static boolean canHold(long timeMicros) {
        return Math.abs(toMillis(timeMicros)) <= MILLIS_MAX;
    }

    /** The time that DiracX reads back from the column, microseconds since the epoch. */
    public static long readBackMicros(long orderMillis, TimeOrderColumn column) {
        return switch (column) {
            case NUMERIC -> ORIGIN_MICROS + orderMillis * 1000;
            case DOUBLE -> {
                double seconds = orderMillis / 1000d + ORIGIN_SECONDS;
                long whole = (long) Math.floor(seconds);
                yield whole * 1_000_000L + (long) ((seconds - whole) * 1e6d);
            }
        };
    }
}
