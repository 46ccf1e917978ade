package org.diracgrid.ingest.oracle;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code LoggingInfo.StatusTimeOrder}: seconds since 2010-03-31T01:46:40Z with three decimals. */
public enum TimeColumn {
    /** {@code NUMERIC(12,3)}, DiracX's own schema: read back exactly. */
    NUMERIC {
        @Override
        Instant readBack(BigDecimal stored) {
            return Instant.ofEpochMilli(ZERO * 1_000 + stored.unscaledValue().longValueExact());
        }
    },
    /** {@code DOUBLE(12,3)}, DIRAC's schema: up to one microsecond is lost. */
    DOUBLE {
        @Override
        Instant readBack(BigDecimal stored) {
            double seconds = stored.doubleValue() + ZERO;
            double whole = Math.floor(seconds);
            return Instant.ofEpochSecond((long) whole).plus((long) ((seconds - whole) * 1e6), ChronoUnit.MICROS);
        }
    };

    private static final long ZERO = 1_270_000_000L;

    /** The moment that DiracX sees when it reads {@code stored}. */
    abstract Instant readBack(BigDecimal stored);

    /** What is stored for {@code time}: the exact value of the binary double, rounded half to even. */
    static BigDecimal stored(Instant time) {
        double seconds = ChronoUnit.MICROS.between(Instant.EPOCH, time) / 1e6;
        return new BigDecimal(seconds - ZERO).setScale(3, RoundingMode.HALF_EVEN);
    }
}
