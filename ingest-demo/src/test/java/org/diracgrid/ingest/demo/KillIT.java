package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker that is killed with SIGKILL in the middle of the load, five times, and started again each time, leaves the
 * tables as one clean run would: nothing lost, nothing twice.
 */
@ExtendWith(DevStackExtension.class)
class KillIT {

    private static final int KILLS = 5;
    private static final int JOBS = 1_500;

    /** Enough for several batches since the worker has come up, far less than a fifth of the load. */
    private static final int ROWS_BEFORE_KILL = JOBS;

    /** Offsets are committed so often that the kill may hit a commit, or so seldom that none is made before it. */
    private static final String OFTEN = "50ms";

    private static final String SELDOM = "30s";

    private final DevStack stack;

    KillIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void fiveKillsLoseNothingAndDoubleNothing(SchemaFlavour flavour) throws Exception {
        try (LoadedStack loaded = LoadedStack.of(stack, flavour, "kill_" + flavour.id(), JOBS)) {
            int expected = loaded.expectedLogRows();
            for (int kill = 1; kill <= KILLS; kill++) {
                int before = loaded.logRows();
                worker(loaded, "kill-" + flavour + "-" + kill, kill % 2 == 0 ? OFTEN : SELDOM, "run")
                        .killAt(() -> loaded.logRows() >= before + ROWS_BEFORE_KILL);

                assertThat(loaded.logRows())
                        .as("rows at kill %d: the load must not be over", kill)
                        .isLessThan(expected);
            }

            assertThat(finish(loaded, "kill-" + flavour + "-last"))
                    .as("the last kill left more behind than the load repeats by itself")
                    .isGreaterThan(loaded.load().repeated());
            assertThat(loaded.differences()).isEmpty();
            assertThat(loaded.logRows()).isEqualTo(expected);
        }
    }

    /** Runs a worker to the end; how many events it found in the tables already. */
    private static long finish(LoadedStack loaded, String name) throws Exception {
        String said = worker(loaded, name, OFTEN, "run", "--until-caught-up").awaitEnd(Duration.ofSeconds(120));
        Matcher superseded =
                Pattern.compile("mysql: received .* superseded (\\d+)").matcher(said);
        assertThat(superseded.find()).as(said).isTrue();
        return Long.parseLong(superseded.group(1));
    }

    /** Small batches on few lanes: there is always one under way, and many are left. */
    private static WorkerProcess worker(LoadedStack loaded, String name, String commitInterval, String... words)
            throws IOException {
        Map<String, String> settings =
                Map.of("INGEST_LANES", "2", "INGEST_BATCH_MAX_RECORDS", "50", "INGEST_COMMIT_INTERVAL", commitInterval);
        return WorkerProcess.start(loaded, name, settings, words);
    }
}
