package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.workload.PoisonedStream;
import org.diracgrid.ingest.demo.workload.PoisonedStream.Doses;
import org.diracgrid.ingest.devstack.Part;

/**
 * Everything at once: under a load with poison in it, workers are killed, told to end and frozen, and servers are killed,
 * stopped and frozen, one after the other in no order.
 */
final class MixedScenario implements Scenario {

    private static final int PARTITIONS = 12;
    private static final int WORKERS = 3;
    private static final double EVENTS_PER_SECOND = 300;
    private static final Doses DOSES = new Doses(40, 4, 300, 200_000, 2_000);

    /** Shorter than a store stands still, so that leases end before their writes do. */
    private static final String DRAIN = "1s";

    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(4);

    @Override
    public void play(Stage stage) throws Exception {
        Duration duration = stage.settings().duration();
        int events = (int) (EVENTS_PER_SECOND * (duration.toSeconds() + 10));
        try (Trial trial = stage.trial(PARTITIONS, events);
                Fleet fleet = stage.fleet(trial, settings(stage), WorkerProcess.Launch.small());
                ProgressWatch watch = new ProgressWatch(trial)) {
            for (int worker = 0; worker < WORKERS; worker++) {
                fleet.start();
            }
            try (Load load = Load.start(trial, EVENTS_PER_SECOND, good -> new PoisonedStream(good, DOSES))) {
                int moves = 0;
                long end = System.nanoTime() + duration.toNanos();
                while (System.nanoTime() < end) {
                    TimeUnit.MILLISECONDS.sleep(
                            stage.between(500, 3_000)); // the rhythm itself, not a wait for something
                    fleet.look();
                    move(stage, fleet);
                    moves++;
                }
                stage.findings().figure("moves", moves);
                trial.reconnect(); // MariaDB may have been away
                load.end();
            }
            Judge judge = new Judge(trial, fleet, watch, stage.findings());
            boolean isCaughtUp = judge.awaitCaughtUp(CATCH_UP_WITHIN);
            fleet.end();
            if (isCaughtUp) {
                judge.judge();
            }
        }
    }

    private static Map<String, String> settings(Stage stage) {
        Map<String, String> settings = new HashMap<>(stage.settings().protocol().settings());
        settings.put("INGEST_DRAIN_REVOKE", DRAIN);
        return settings;
    }

    private static void move(Stage stage, Fleet fleet) throws InterruptedException {
        switch (stage.random().nextInt(9)) {
            case 0, 1 -> replace(stage, fleet);
            case 2 -> freezeWorker(stage, fleet);
            case 3 -> freeze(stage, Part.MARIADB);
            case 4 -> freeze(stage, Part.OPENSEARCH);
            case 5 -> freeze(stage, Part.KAFKA);
            case 6 -> restart(stage, stage.pick(List.of(Part.MARIADB, Part.OPENSEARCH)));
            case 7 -> replaceDuringFreeze(stage, fleet, stage.pick(List.of(Part.MARIADB, Part.OPENSEARCH)));
            default -> restart(stage, stage.pick(List.of(Part.values())));
        }
    }

    private static void replace(Stage stage, Fleet fleet) throws InterruptedException {
        WorkerProcess worker = stage.pick(fleet.running());
        if (stage.random().nextBoolean() && worker.hasSaidSomething()) {
            fleet.terminate(worker);
        } else {
            fleet.kill(worker);
        }
        fleet.start();
    }

    private static void freezeWorker(Stage stage, Fleet fleet) throws InterruptedException {
        WorkerProcess worker = stage.pick(fleet.running());
        fleet.freeze(worker);
        TimeUnit.MILLISECONDS.sleep(stage.between(100, 9_000));
        fleet.thaw(worker);
    }

    private static void freeze(Stage stage, Part part) throws InterruptedException {
        stage.stack().freeze(part);
        try {
            TimeUnit.MILLISECONDS.sleep(stage.between(100, 6_000));
        } finally {
            stage.stack().thaw(part);
        }
    }

    /** Partitions go and come back while writes of theirs are under way: the answers are those of a lease that has ended. */
    private static void replaceDuringFreeze(Stage stage, Fleet fleet, Part store) throws InterruptedException {
        stage.stack().freeze(store);
        try {
            replace(stage, fleet);
            TimeUnit.MILLISECONDS.sleep(stage.between(2_000, 8_000));
        } finally {
            stage.stack().thaw(store);
        }
    }

    /** A crash or a stop in good order; it comes back on the same port with its data. */
    private static void restart(Stage stage, Part part) throws InterruptedException {
        if (stage.random().nextBoolean()) {
            stage.stack().kill(part);
        } else {
            stage.stack().stop(part);
        }
        TimeUnit.MILLISECONDS.sleep(stage.between(0, 3_000));
        stage.stack().processId(part); // starts it again
    }
}
