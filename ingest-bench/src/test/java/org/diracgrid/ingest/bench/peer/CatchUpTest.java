package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.bench.peer.CatchUp.Verdict;
import org.junit.jupiter.api.Test;

/** A group has caught up when it has committed every end, and stands still when it commits nothing for too long. */
class CatchUpTest {

    private static final TopicPartition ONE = new TopicPartition("flat", 0);
    private static final TopicPartition EMPTY = new TopicPartition("flat", 1);
    private static final TopicPartition OTHER = new TopicPartition("flat", 2);

    private final CatchUp catchUp = new CatchUp(Map.of(ONE, 10L, EMPTY, 0L, OTHER, 3L), Duration.ofNanos(100), 0);

    @Test
    void hasCaughtUpWhenEveryPartitionIsAtItsEnd() {
        assertThat(catchUp.look(Map.of(), 1)).isEqualTo(Verdict.UNDER_WAY);
        assertThat(catchUp.look(Map.of(ONE, 10L), 2)).isEqualTo(Verdict.UNDER_WAY);
        assertThat(catchUp.look(Map.of(ONE, 12L, OTHER, 2L), 3)).isEqualTo(Verdict.UNDER_WAY);
        assertThat(catchUp.look(Map.of(ONE, 10L, OTHER, 3L), 4)).isEqualTo(Verdict.CAUGHT_UP);
    }

    @Test
    void standsStillWhenNothingIsCommittedForTooLong() {
        assertThat(catchUp.look(Map.of(), 100)).isEqualTo(Verdict.UNDER_WAY);
        assertThat(catchUp.look(Map.of(ONE, 1L), 101)).isEqualTo(Verdict.UNDER_WAY);
        assertThat(catchUp.look(Map.of(ONE, 1L), 201)).isEqualTo(Verdict.UNDER_WAY);
        assertThat(catchUp.look(Map.of(ONE, 1L), 202)).isEqualTo(Verdict.STANDS_STILL);
    }

    @Test
    void hasCaughtUpWithNothingAtOnce() {
        assertThat(new CatchUp(Map.of(EMPTY, 0L), Duration.ZERO, 0).look(Map.of(), 5))
                .isEqualTo(Verdict.CAUGHT_UP);
    }
}
