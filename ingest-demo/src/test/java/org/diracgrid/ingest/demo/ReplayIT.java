package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.TrialSettings;
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
        try (Trial trial =
                Trial.begin(stack, TrialSettings.of("replay_" + flavour.id(), flavour), Trial.demo(300, 11))) {
            trial.publish();
            Ingested.Side first = ingest(trial, Map.of()).mySql();
            Snapshot once = trial.stored();
            assertThat(trial.differences()).isEmpty();

            awaitAnotherSecond();
            Ingested.Side second = ingest(
                            trial,
                            Map.of("INGEST_GROUP_ID", "replay-again-" + flavour.id(), "INGEST_METADATA_LATE", "skip"))
                    .mySql();

            int operators = count(trial, Phenomenon.PAST_THE_MACHINE);
            Snapshot twice = trial.stored();
            assertThat(trial.tableDifferences()).isEmpty();
            assertThat(Differences.between(once, twice, null))
                    .hasSizeLessThanOrEqualTo(operators)
                    .allSatisfy(difference -> assertThat(difference.detail()).startsWith("Jobs.LastUpdateTime"));
            assertThat(trial.documentDifferences())
                    .hasSizeLessThanOrEqualTo(operators)
                    .allSatisfy(difference -> assertThat(difference.detail())
                            .contains(" Status is \"" + status(twice, difference.subject()) + '"'));
            assertThat(first.received()).isEqualTo(trial.load().events());
            assertThat(first.stored()).isPositive();
            assertThat(first.superseded()).isEqualTo(trial.load().repeated());
            assertThat(second.received()).isEqualTo(trial.load().events());
            assertThat(second.stored()).isLessThanOrEqualTo(count(trial, Phenomenon.METADATA));
            assertThat(second.stored() + second.superseded()).isEqualTo(first.stored() + first.superseded());
            assertThat(second.parked())
                    .isEqualTo(first.parked())
                    .isEqualTo(trial.load().badEvents());
        }
    }

    /** Runs a worker in this process until it has caught up, with {@code settings} besides the trial's. */
    private static Ingested ingest(Trial trial, Map<String, String> settings) throws InterruptedException {
        Map<String, String> environment = trial.environment();
        environment.putAll(settings);
        PrintWriter err = new PrintWriter(System.err, true);
        try (Progress progress = Progress.of("ingesting", trial.load().events(), err, false)) {
            return Ingestion.run(environment, progress);
        }
    }

    private static String status(Snapshot stored, String job) {
        int jobId = Integer.parseInt(job.substring(job.indexOf(' ') + 1));
        return stored.jobs().get(jobId).columns().get("Status");
    }

    private static int count(Trial trial, Phenomenon phenomenon) {
        return trial.load().phenomena().getOrDefault(phenomenon, 0);
    }

    /** So that a row touched by the second run would have another LastUpdateTime. */
    private static void awaitAnotherSecond() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Awaitility.await()
                .until(() -> !Instant.now().truncatedTo(ChronoUnit.SECONDS).equals(now));
    }
}
