package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.TrialSettings;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.workload.FuzzWorld;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random lives of jobs, through the real worker, in random batches, lanes and partitions, with kill -9 at random moments,
 * end as the oracle says: every row, every document, every dead letter.
 *
 * <p>{@code -Dingest.fuzz.seed=} repeats a run: the same jobs, events, settings and numbers of rows before the kills; what is
 * in flight when a kill comes is up to the machine. {@code -Dingest.fuzz.sequences=} says how many.
 */
@ExtendWith(DevStackExtension.class)
class FuzzIT {

    private static final int SEQUENCES = Integer.getInteger("ingest.fuzz.sequences", 100);
    private static final long SEED = Long.getLong("ingest.fuzz.seed", 20_260_601L);
    private static final int KILLS_MIN = 4;
    private static final int SEQUENCES_PER_KILL = 40;
    private static final Duration END_WITHIN = Duration.ofMinutes(10);

    private final DevStack stack;
    private final RandomGenerator random = new SplittableRandom(SEED);

    FuzzIT(DevStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void everySequenceEndsAsTheOracleSays(SchemaFlavour flavour) throws Exception {
        String run = "ingest.fuzz.seed=%d ingest.fuzz.sequences=%d %s".formatted(SEED, SEQUENCES, flavour);
        System.out.println(run);
        boolean monotonic = random.nextBoolean();
        FuzzWorld world = new FuzzWorld(random.nextLong(), SEQUENCES);
        try (Trial trial = Trial.begin(
                stack,
                new TrialSettings("fuzz_" + flavour.id(), flavour, random.nextInt(1, 7), monotonic),
                (connection, databases, oracle) -> {
                    new FuzzTables(connection, databases, oracle).insert(world.jobs());
                    return world.events(oracle);
                })) {
            trial.publish();
            int kills = KILLS_MIN + SEQUENCES / SEQUENCES_PER_KILL;
            for (int kill = 1; kill <= kills; kill++) {
                // What is left is shared out, so that every kill has something to interrupt.
                int left = trial.expectedRows() - trial.rows();
                int until = trial.rows() + random.nextInt(1, Math.max(2, 2 * left / (kills - kill + 2)));
                worker(trial, "fuzz-" + flavour + "-" + kill, "run").killAt(() -> trial.rows() >= until);
            }
            String unused = worker(trial, "fuzz-" + flavour + "-last", "run", "--until-caught-up")
                    .awaitEnd(END_WITHIN);

            assertThat(Trial.describe(trial.differences())).as(run).isEmpty();
            assertThat(trial.letters("mysql")).as(run).isEqualTo(trial.load().badForTables());
            assertThat(trial.letters("opensearch"))
                    .as(run)
                    .isEqualTo(trial.load().badForDocuments());
        }
    }

    private WorkerProcess worker(Trial trial, String name, String... words) {
        Map<String, String> environment = trial.environment();
        environment.putAll(settings());
        // A static member comes back at once; otherwise the group waits for the dead one's session to end.
        environment.put("INGEST_KAFKA_GROUP_INSTANCE_ID", "one-of-one");
        return WorkerProcess.start(
                new WorkerProcess.Launch(name, environment, WorkerProcess.Launch.small(), Path.of("target")), words);
    }

    private Map<String, String> settings() {
        return Map.of(
                "INGEST_LANES", pick("1", "2", "4"),
                "INGEST_BATCH_MAX_RECORDS", pick("1", "10", "50", "500"),
                "INGEST_BATCH_LINGER", pick("0ms", "5ms", "50ms"),
                "INGEST_COMMIT_INTERVAL", pick("20ms", "500ms", "30s"));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
