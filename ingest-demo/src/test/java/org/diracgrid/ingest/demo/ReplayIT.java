package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.workload.Phenomenon;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.oracle.Differences;
import org.diracgrid.ingest.oracle.Snapshot;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same topics ingested twice, the second time by a group of its own, leave what they left the first time. Metadata has
 * no trace that it could be known by, and is written again: that touches LastUpdateTime where it sets Status. And where it
 * did, a status event that comes again makes the document follow {@code Jobs}, which it did not before.
 */
@ExtendWith(DevStackExtension.class)
class ReplayIT {

    private final DevStack stack;

    ReplayIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void secondTimeChangesNothing(SchemaFlavour flavour) throws Exception {
        try (LoadedStack loaded = LoadedStack.of(stack, flavour, "replay_" + flavour.id(), 300)) {
            Ingested.Side first = loaded.ingest(Map.of()).mySql();
            Snapshot once = loaded.stored();
            assertThat(loaded.differences()).isEmpty();

            awaitAnotherSecond();
            Ingested.Side second = loaded.ingest(
                            Map.of("INGEST_GROUP_ID", "replay-again-" + flavour.id(), "INGEST_METADATA_LATE", "skip"))
                    .mySql();

            int operators = count(loaded, Phenomenon.PAST_THE_MACHINE);
            Snapshot twice = loaded.stored();
            assertThat(loaded.tableDifferences()).isEmpty();
            assertThat(Differences.between(once, twice, null))
                    .hasSizeLessThanOrEqualTo(operators)
                    .allSatisfy(difference -> assertThat(difference.detail()).startsWith("Jobs.LastUpdateTime"));
            assertThat(loaded.documentDifferences())
                    .hasSizeLessThanOrEqualTo(operators)
                    .allSatisfy(difference -> assertThat(difference.detail())
                            .contains(" Status is \"" + status(twice, difference.subject()) + '"'));
            assertThat(first.received()).isEqualTo(loaded.load().events());
            assertThat(first.stored()).isPositive();
            assertThat(first.superseded()).isEqualTo(loaded.load().repeated());
            assertThat(second.received()).isEqualTo(loaded.load().events());
            assertThat(second.stored()).isLessThanOrEqualTo(count(loaded, Phenomenon.METADATA));
            assertThat(second.stored() + second.superseded()).isEqualTo(first.stored() + first.superseded());
            assertThat(second.parked())
                    .isEqualTo(first.parked())
                    .isEqualTo(loaded.load().badEvents());
        }
    }

    private static String status(Snapshot stored, String job) {
        int jobId = Integer.parseInt(job.substring(job.indexOf(' ') + 1));
        return stored.jobs().get(jobId).columns().get("Status");
    }

    private static int count(LoadedStack loaded, Phenomenon phenomenon) {
        return loaded.load().phenomena().getOrDefault(phenomenon, 0);
    }

    /** So that a row touched by the second run would have another LastUpdateTime. */
    private static void awaitAnotherSecond() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Awaitility.await()
                .until(() -> !Instant.now().truncatedTo(ChronoUnit.SECONDS).equals(now));
    }
}
