package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
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
        try (LoadedStack loaded = LoadedStack.of(
                stack,
                flavour,
                "fuzz_" + flavour.id(),
                random.nextInt(1, 7),
                monotonic,
                (connection, databases, oracle) -> {
                    new FuzzTables(connection, databases, oracle).insert(world.jobs());
                    return world.events(oracle);
                })) {
            loaded.publish(UnaryOperator.identity());
            int kills = KILLS_MIN + SEQUENCES / SEQUENCES_PER_KILL;
            for (int kill = 1; kill <= kills; kill++) {
                // What is left is shared out, so that every kill has something to interrupt.
                int left = loaded.expectedRows() - loaded.rows();
                int until = loaded.rows() + random.nextInt(1, Math.max(2, 2 * left / (kills - kill + 2)));
                WorkerProcess.start(loaded, "fuzz-" + flavour + "-" + kill, settings(monotonic), "run")
                        .killAt(() -> loaded.rows() >= until);
            }
            WorkerProcess.start(loaded, "fuzz-" + flavour + "-last", settings(monotonic), "run", "--until-caught-up")
                    .awaitEnd(END_WITHIN);

            assertThat(loaded.differences()).as(run).isEmpty();
            assertThat(loaded.letters("mysql")).as(run).isEqualTo(loaded.load().badForTables());
            assertThat(loaded.letters("opensearch"))
                    .as(run)
                    .isEqualTo(loaded.load().badForDocuments());
        }
    }

    private Map<String, String> settings(boolean monotonic) {
        return Map.of(
                "INGEST_LANES", pick("1", "2", "4"),
                "INGEST_BATCH_MAX_RECORDS", pick("1", "10", "50", "500"),
                "INGEST_BATCH_LINGER", pick("0ms", "5ms", "50ms"),
                "INGEST_COMMIT_INTERVAL", pick("20ms", "500ms", "30s"),
                "INGEST_HEARTBEAT_MONOTONIC", Boolean.toString(monotonic));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
