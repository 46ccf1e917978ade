package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
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
                killInTheMiddle(loaded, flavour + "-" + kill, kill % 2 == 0 ? OFTEN : SELDOM);

                assertThat(loaded.logRows())
                        .as("rows at kill %d: the load must not be over", kill)
                        .isLessThan(expected);
            }

            assertThat(finish(loaded, flavour + "-last"))
                    .as("the last kill left more behind than the load repeats by itself")
                    .isGreaterThan(loaded.load().repeated());
            assertThat(loaded.differences()).isEmpty();
            assertThat(loaded.logRows()).isEqualTo(expected);
        }
    }

    /** Runs a worker to the end; how many events it found stored already. */
    private static long finish(LoadedStack loaded, String name) throws Exception {
        Process last = worker(loaded, name, OFTEN, "run", "--until-caught-up");
        assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(log(name));
        assertThat(last.exitValue()).as(said).isZero();
        Matcher superseded = Pattern.compile("superseded (\\d+)").matcher(said);
        assertThat(superseded.find()).as(said).isTrue();
        return Long.parseLong(superseded.group(1));
    }

    private static void killInTheMiddle(LoadedStack loaded, String name, String commitInterval) throws Exception {
        int before = loaded.logRows();
        Process worker = worker(loaded, name, commitInterval, "run");
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        assertThat(worker.isAlive())
                                .as("worker %s is alive", name)
                                .isTrue();
                        return loaded.logRows() >= before + ROWS_BEFORE_KILL;
                    });
        } finally {
            worker.destroyForcibly();
        }
        assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).as("128 + SIGKILL").isEqualTo(137);
    }

    private static Process worker(LoadedStack loaded, String name, String commitInterval, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IngestMain.class.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("INGEST_"));
        builder.environment().putAll(loaded.environment());
        builder.environment()
                .putAll(Map.of(
                        // Small batches on few lanes: there is always one under way, and many are left.
                        "INGEST_LANES",
                        "2",
                        "INGEST_BATCH_MAX_RECORDS",
                        "50",
                        "INGEST_COMMIT_INTERVAL",
                        commitInterval,
                        // A static member comes back at once; otherwise the group waits for the dead one's session to
                        // end.
                        "INGEST_KAFKA_GROUP_INSTANCE_ID",
                        "kill-it"));
        return builder.redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
    }

    private static Path log(String name) {
        return Path.of("target", "kill-it-" + name + ".log");
    }
}
