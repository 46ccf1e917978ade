package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.diracgrid.ingest.model.event.Topics;
import org.junit.jupiter.api.Test;

/** How long events wait for what they refer to. */
class PipelineLimitsTest {

    private final PipelineLimits limits = new PipelineLimits(
            1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 60_000, Map.of(Topics.PILOT_LOGS, 5_000L), 1, 1, 1, 1, 1, 1);

    @Test
    void jobsAreWaitedForFromWhenTheEventWasAppended() {
        assertThat(limits.graceEndMs(Topics.JOBS, 1_000, 900_000)).isEqualTo(61_000);
    }

    @Test
    void aProducerWhoseClockIsAheadGetsNoMoreTime() {
        assertThat(limits.graceEndMs(Topics.JOBS, 2_000_000, 900_000)).isEqualTo(960_000);
    }

    @Test
    void aRecordWithoutATimeIsWaitedForFromTheFirstAttempt() {
        assertThat(limits.graceEndMs(Topics.JOBS, -1, 900_000)).isEqualTo(960_000);
    }

    @Test
    void pilotsAreWaitedForFromTheFirstAttempt() {
        assertThat(limits.graceEndMs(Topics.PILOT_LOGS, 1_000, 900_000)).isEqualTo(905_000);
    }
}
