package org.diracgrid.ingest.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.TrialSettings;
import org.diracgrid.ingest.demo.workload.Workload;
import org.diracgrid.ingest.devstack.DevStack;

/**
 * What one round of a scenario is given.
 *
 * @param seed of this round
 * @param random drawn from the seed: equal seeds give equal decisions, though not equal moments
 * @param findings where its figures and violations go
 */
record Stage(DevStack stack, ChaosSettings settings, long seed, RandomGenerator random, Findings findings) {

    /** Small steps and frequent commits, so that a fault always finds something under way. */
    private static final Map<String, String> SMALL_STEPS = Map.of(
            "INGEST_LANES", "2",
            "INGEST_BATCH_MAX_RECORDS", "200",
            "INGEST_COMMIT_INTERVAL", "200ms",
            "INGEST_DRAIN_REVOKE", "5s",
            "INGEST_DRAIN_STOP", "10s");

    private static final Duration END_WITHIN = Duration.ofSeconds(40);

    /** Jobs that have about {@code events} events together, and nothing published yet. */
    Trial trial(int partitions, int events) throws SQLException, IOException, InterruptedException {
        int jobs = Math.max(1, events / Workload.EVENTS_PER_JOB);
        return Trial.begin(
                stack,
                TrialSettings.of("chaos_" + LowerCaseNames.of(settings.scenario()) + "_" + seed, settings.flavour())
                        .withPartitions(partitions),
                Trial.demo(jobs, seed));
    }

    /** Workers that take small steps, with {@code more} settings on top. */
    Fleet fleet(Trial trial, Map<String, String> more, List<String> jvmArguments) {
        Map<String, String> environment = new HashMap<>(SMALL_STEPS);
        environment.putAll(more);
        return new Fleet(trial, environment, jvmArguments, settings.logs(), END_WITHIN, findings);
    }

    /** Workers as they come, with {@code more} settings on top. */
    Fleet plainFleet(Trial trial, Map<String, String> more, List<String> jvmArguments) {
        return new Fleet(trial, more, jvmArguments, settings.logs(), END_WITHIN, findings);
    }

    /** A number of milliseconds from {@code from} up to and including {@code to}. */
    long between(long from, long to) {
        return random.nextLong(from, to + 1);
    }

    /** One of them. */
    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
