package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;

/**
 * A backlog, three workers, and again and again one of them is killed with SIGKILL, or sometimes told to end with SIGTERM, and
 * another one takes its place. The kills are spread over the backlog, so that all of them meet workers at work. Half of the
 * places have a name in the group (static membership), so that a killed one is sometimes replaced at once and sometimes only
 * when its session is over.
 */
final class KillScenario implements Scenario {

    private static final int PLACES = 3;
    private static final int PARTITIONS = 12;
    private static final double SHARE_OF_SIGTERM = 0.2;
    private static final Duration NEXT_KILL_WITHIN = Duration.ofMinutes(2);
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(5);

    /** From here on a class archive is worth its making. */
    private static final int MANY_KILLS = 20;

    @Override
    public void play(Stage stage) throws Exception {
        Findings findings = stage.findings();
        try (Trial trial = stage.trial(PARTITIONS, stage.settings().events())) {
            List<String> jvmArguments = stage.settings().kills() >= MANY_KILLS
                    ? ClassArchive.jvmArguments(trial, stage.settings().logs())
                    : WorkerProcess.Launch.small();
            try (Fleet fleet = stage.fleet(trial, GroupProtocol.STATIC.settings(), jvmArguments);
                    Load load = Load.start(trial, Double.POSITIVE_INFINITY);
                    ProgressWatch watch = new ProgressWatch(trial)) {
                load.awaitEnd();
                long startNanos = System.nanoTime();
                killAll(stage, trial, fleet, watch);
                findings.figure(
                        "left at the last kill", watch.last(trial.mySqlGroup()).left());
                Judge judge = new Judge(trial, fleet, watch, findings);
                boolean isCaughtUp = judge.awaitCaughtUp(CATCH_UP_WITHIN);
                findings.figure("ingested in, s", Math.round((System.nanoTime() - startNanos) / 1e8) / 10.0);
                fleet.end();
                if (isCaughtUp) {
                    judge.judge();
                }
            }
        }
    }

    private static void killAll(Stage stage, Trial trial, Fleet fleet, ProgressWatch watch)
            throws InterruptedException {
        List<WorkerProcess> places = new ArrayList<>();
        for (int place = 0; place < PLACES; place++) {
            places.add(fleet.start(settingsOf(place)));
        }
        long total = trial.load().events();
        int kills = stage.settings().kills();
        for (int kill = 0; kill < kills; kill++) {
            // Somewhere in its own stretch of the backlog.
            long moment = (long) (total * (kill + stage.random().nextDouble()) / (kills + 1));
            awaitDone(fleet, watch, trial.mySqlGroup(), moment);
            int place = stage.random().nextInt(PLACES);
            boolean isAsked = stage.random().nextDouble() < SHARE_OF_SIGTERM;
            if (isAsked && place % 2 == 1 && fleet.up().contains(places.get(place))) {
                fleet.terminate(places.get(place));
            } else {
                fleet.kill(places.get(place));
            }
            places.set(place, fleet.start(settingsOf(place)));
        }
    }

    /** Every other place has a name; one with a name must be gone before it is taken again, so only those without get SIGTERM. */
    private static Map<String, String> settingsOf(int place) {
        return place % 2 == 0 ? GroupProtocol.STATIC.settingsOfPlace(place) : Map.of();
    }

    private static void awaitDone(Fleet fleet, ProgressWatch watch, String group, long moment) {
        Awaitility.await("progress to " + moment)
                .atMost(NEXT_KILL_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    fleet.look();
                    return watch.offsets(group).committed() >= moment;
                });
    }
}
