package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.Part;

/**
 * What can happen to the broker while two workers run: a restart, a crash, a standstill; and to the topic of jobs: it is deleted and made
 * anew, gets more partitions, and retention overtakes the worker. Whatever happens, no worker ends, and nothing that the
 * topic still holds is left out.
 */
final class BrokerScenario implements Scenario {

    private static final int PARTITIONS = 6;
    private static final int MORE_PARTITIONS = 3;
    private static final int EVENTS_PER_SECOND = 300;

    /** Published in one go when there are more partitions, and again behind what retention deletes. */
    private static final int EVENTS_AT_ONCE = 2_000;

    private static final int TOPIC_FAULTS = 2;
    private static final int SERVER_FAULTS = 3;

    /** Without a broker for longer than that, a group would be another story. */
    private static final Duration FROZEN_AT_MOST = Duration.ofSeconds(20);

    private static final Duration STEADY = Duration.ofSeconds(1);
    private static final Duration CATCH_UP_WITHIN = Duration.ofSeconds(90);

    /** Little is read ahead, so that a worker waits for its store soon; and topics are looked at every second. */
    private static final Map<String, String> SETTINGS = Map.of(
            "INGEST_IN_FLIGHT_MAX_RECORDS", Integer.toString(TopicFaults.READ_AHEAD_MAX),
            "INGEST_PROGRESS_INTERVAL", "1s",
            "INGEST_KAFKA_MAX_POLL_RECORDS", "100",
            "INGEST_KAFKA_MAX_PARTITION_FETCH_BYTES", "16384",
            "INGEST_KAFKA_METADATA_MAX_AGE_MS", "1000");

    @Override
    public void play(Stage stage) throws Exception {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(stage.settings().protocol().settings());
        try (Trial trial = stage.trial(PARTITIONS, events(stage));
                Fleet fleet = stage.fleet(trial, settings, WorkerProcess.Launch.small());
                ProgressWatch watch = new ProgressWatch(trial)) {
            fleet.start();
            fleet.start();
            Judge judge = new Judge(trial, fleet, watch, stage.findings());
            if (play(stage, trial, fleet, judge)) {
                fleet.end();
                judge.judge();
            }
        }
    }

    /** Plays one thing after the other; false once the workers cannot catch up. */
    private static boolean play(Stage stage, Trial trial, Fleet fleet, Judge judge) throws Exception {
        serverFaults(stage, trial, fleet);
        if (!isCaughtUp("the broker's own faults", fleet, judge, stage)) {
            return false;
        }
        try (TopicFaults topic = new TopicFaults(trial, fleet, stage.findings())) {
            topic.makeAnew(stage.random().nextBoolean() ? 0 : stage.between(1, 3_000));
            int more = Math.toIntExact(trial.load().events() * 3 / 2); // old offsets are offsets of the new topic, too
            trial.publish(events -> new Slice<>(events, more));
            if (!isCaughtUp("a topic that was made anew", fleet, judge, stage)) {
                return false;
            }
            topic.addPartitions(MORE_PARTITIONS);
            trial.publish(events -> new Slice<>(events, EVENTS_AT_ONCE));
            if (!isCaughtUp("partitions that were added", fleet, judge, stage)) {
                return false;
            }
            topic.requireAllConsumed();
            topic.letRetentionOvertake(() -> trial.publish(events -> new Slice<>(events, EVENTS_AT_ONCE)));
            return isCaughtUp("retention that overtook", fleet, judge, stage);
        }
    }

    private static void serverFaults(Stage stage, Trial trial, Fleet fleet) throws Exception {
        DevStack stack = stage.stack();
        Duration standstill = stage.settings().duration();
        Duration frozen = standstill.compareTo(FROZEN_AT_MOST) < 0 ? standstill : FROZEN_AT_MOST;
        try (Load load = Load.start(trial, EVENTS_PER_SECOND)) {
            goOn(STEADY, fleet);
            stack.stop(Part.KAFKA);
            goOn(Duration.ofMillis(stage.between(0, 2_000)), fleet);
            stack.processId(Part.KAFKA); // starts it again
            goOn(STEADY, fleet);
            stack.kill(Part.KAFKA);
            goOn(Duration.ofMillis(stage.between(0, 2_000)), fleet);
            stack.processId(Part.KAFKA);
            goOn(STEADY, fleet);
            stack.freeze(Part.KAFKA);
            try {
                goOn(frozen, fleet);
            } finally {
                stack.thaw(Part.KAFKA);
            }
            goOn(STEADY, fleet);
            load.end();
        }
    }

    /** Lets time pass: the rhythm itself, not a wait for something. */
    private static void goOn(Duration time, Fleet fleet) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
        fleet.look();
    }

    private static boolean isCaughtUp(String after, Fleet fleet, Judge judge, Stage stage) {
        long startNanos = System.nanoTime();
        boolean isCaughtUp = judge.awaitCaughtUp(CATCH_UP_WITHIN);
        fleet.look();
        double seconds = Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1e3;
        stage.findings().figure("caught up after " + after + ", s", seconds);
        stage.findings().require(isCaughtUp, "not caught up after " + after);
        List<WorkerProcess> running = fleet.running();
        stage.findings().require(running.size() == 2, "workers left after " + after + ": " + running.size());
        return isCaughtUp && !running.isEmpty();
    }

    private static int events(Stage stage) {
        long seconds = SERVER_FAULTS * 6L + stage.settings().duration().toSeconds();
        return Math.toIntExact(EVENTS_PER_SECOND * seconds * 5 / 2 + TOPIC_FAULTS * EVENTS_AT_ONCE);
    }
}
