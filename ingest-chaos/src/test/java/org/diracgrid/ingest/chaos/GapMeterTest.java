package org.diracgrid.ingest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A gap is a time with work and without progress, and nothing else. */
class GapMeterTest {

    private final GapMeter meter = new GapMeter();

    @Test
    void measuresFromTheLastProgressToTheNext() {
        meter.look(0, 10, 5, false);
        meter.look(4_000, 10, 7, false);
        meter.look(9_000, 12, 5, false);
        meter.look(10_000, 13, 4, false);

        assertThat(meter.longestMs()).isEqualTo(9_000);
    }

    @Test
    void countsAGapThatHasNotEndedYet() {
        meter.look(0, 10, 5, false);
        meter.look(7_000, 10, 5, false);

        assertThat(meter.longestMs()).isEqualTo(7_000);
    }

    @Test
    void hasNoGapWhereThereIsNothingToDo() {
        meter.look(0, 10, 0, false);
        meter.look(60_000, 10, 0, false);
        meter.look(61_000, 10, 3, false);
        meter.look(62_000, 13, 0, false);

        assertThat(meter.longestMs()).isEqualTo(1_000);
    }

    @Test
    void leavesOutWhatIsExcused() {
        meter.look(0, 10, 5, false);
        meter.look(1_000, 10, 5, true);
        meter.look(20_000, 10, 5, true);
        meter.look(23_000, 11, 5, false);

        assertThat(meter.longestMs()).isEqualTo(3_000);
    }

    @Test
    void doesNotTakeAnOffsetThatWentBackForProgress() {
        meter.look(0, 10, 5, false);
        meter.look(2_000, 4, 11, false);
        meter.look(4_000, 9, 6, false);

        assertThat(meter.longestMs()).isEqualTo(4_000);
    }
}
