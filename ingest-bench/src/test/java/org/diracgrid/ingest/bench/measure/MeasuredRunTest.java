package org.diracgrid.ingest.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a start costs is in the longer run and in the shorter one, and so in their difference no more. */
class MeasuredRunTest {

    private static final MeasuredRun SHORT = run(1_000, 3_000, 100);
    private static final MeasuredRun LONG = run(9_000, 7_000, 300);

    @Test
    void tellsWhatWasDoneBeyondAStart() {
        MeasuredRun beyond = LONG.beyond(SHORT, "beyond");

        assertThat(beyond.events()).isEqualTo(8_000);
        assertThat(beyond.eventsPerSecond()).isEqualTo(2_000);
        assertThat(beyond.processMicrosPerEvent()).isEqualTo(250);
        assertThat(beyond.mariaDbMicrosPerEvent()).isEqualTo(500);
        assertThat(beyond.effectMicrosPerEvent()).isEqualTo(125);
        assertThat(beyond.bytesAllocatedPerEvent()).isEqualTo(25);
        assertThat(beyond.collections().peakHeapBytes()).isEqualTo(300_000);
    }

    private static MeasuredRun run(long events, long ms, long megabytes) {
        Usage whole = new Usage(Duration.ofMillis(ms), Duration.ofMillis(ms / 2), Duration.ofMillis(ms), Duration.ZERO);
        Usage effects = new Usage(Duration.ofMillis(ms / 4), Duration.ZERO, Duration.ZERO, Duration.ZERO);
        return new MeasuredRun(
                "run",
                events,
                events * 200,
                whole,
                effects,
                megabytes,
                new GcFigures(1, megabytes * 1_000, Duration.ofMillis(ms / 100), megabytes * 1_000));
    }
}
