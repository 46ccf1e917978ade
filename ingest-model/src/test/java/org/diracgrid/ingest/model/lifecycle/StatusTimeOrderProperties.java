package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class StatusTimeOrderProperties {

    private static final long MIN_SECOND = 270_000_001L;
    private static final long MAX_SECOND = 2_269_999_998L;

    /** The definition: the exact binary value of the difference, rounded half-even to three decimals. */
    private static BigDecimal definition(long micros) {
        return new BigDecimal(micros / 1e6d - 1_270_000_000d).setScale(3, RoundingMode.HALF_EVEN);
    }

    @Property(tries = 5000)
    void equalsItsDefinition(
            @ForAll @LongRange(min = MIN_SECOND, max = MAX_SECOND) long second,
            @ForAll @IntRange(max = 999_999) int micro) {
        long micros = second * 1_000_000 + micro;

        assertThat(StatusTimeOrder.toDecimal(micros)).isEqualTo(definition(micros));
    }

    /** Half a millisecond is where the rounding decides: .0625 and its like are exact in binary, the others not. */
    @Property(tries = 5000)
    void equalsItsDefinitionAtHalfMilliseconds(
            @ForAll @LongRange(min = MIN_SECOND, max = MAX_SECOND) long second,
            @ForAll @IntRange(max = 999) int milli) {
        long micros = second * 1_000_000 + milli * 1000L + 500;

        assertThat(StatusTimeOrder.toDecimal(micros)).isEqualTo(definition(micros));
    }

    @Property
    void readsBackWithinAMillisecondAndTheDoubleAtMostAMicrosecondEarlier(
            @ForAll @LongRange(min = MIN_SECOND, max = MAX_SECOND) long second,
            @ForAll @IntRange(max = 999_999) int micro) {
        long micros = second * 1_000_000 + micro;
        long order = StatusTimeOrder.toMillis(micros);
        long numeric = StatusTimeOrder.readBackMicros(order, TimeOrderColumn.NUMERIC);

        assertThat(Math.abs(numeric - micros)).isLessThanOrEqualTo(500);
        assertThat(numeric - StatusTimeOrder.readBackMicros(order, TimeOrderColumn.DOUBLE))
                .isBetween(0L, 1L);
    }
}
