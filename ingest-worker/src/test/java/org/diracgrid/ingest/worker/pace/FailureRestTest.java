package org.diracgrid.ingest.worker.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four times as long as the failure took, never longer than 30 s, whatever the clock does. */
class FailureRestTest {

    private static final long START_MS = 1_780_000_000_000L;

    private long nowMs = START_MS;
    private final FailureRest rest = new FailureRest(() -> Instant.ofEpochMilli(nowMs));

    @Test
    void isOffBeforeAnyFailure() {
        assertThat(rest.isOn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", // a refusal at once
        "1, 4",
        "2000, 8000",
        "7500, 30000",
        "7501, 30000",
        "600000, 30000",
        "-5000, 0", // the clock was set back during the attempt
    })
    void restsInProportion(long tookMs, long restMs) {
        nowMs += tookMs;
        rest.beginAfter(START_MS);

        for (long passedMs : new long[] {0, restMs / 2, restMs - 1}) {
            nowMs = START_MS + tookMs + passedMs;
            assertThat(rest.isOn()).as("after %s ms", passedMs).isEqualTo(passedMs >= 0 && passedMs < restMs);
        }
        nowMs = START_MS + tookMs + restMs;
        assertThat(rest.isOn()).isFalse();
    }

    @Test
    void endsWhereTheClockIsSetBack() {
        nowMs += 5_000;
        rest.beginAfter(START_MS);
        assertThat(rest.isOn()).isTrue();

        nowMs -= 3_600_000;

        assertThat(rest.isOn()).isFalse();
    }

    @Test
    void isThatOfTheLastFailure() {
        nowMs += 5_000;
        rest.beginAfter(START_MS);
        nowMs += 20_000;

        rest.beginAfter(nowMs - 1);

        assertThat(rest.isOn()).isTrue();
        nowMs += 4;
        assertThat(rest.isOn()).isFalse();
    }
}
