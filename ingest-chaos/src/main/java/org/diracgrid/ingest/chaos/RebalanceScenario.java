package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;

/**
 * Two to six workers on 32 partitions under a steady load, and every 0.5 to 1.5 s one of them joins, leaves, is killed, freezes
 * for a while (sometimes longer than its session) or goes on. Two that have partitions are always left.
 */
final class RebalanceScenario implements Scenario {

    private static final int PARTITIONS = 32;
    private static final int PLACES = 6;
    private static final int WORKERS_MIN = 2;
    private static final double EVENTS_PER_SECOND = 400;
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(3);

    /** The longest time in which nothing may go on while nobody is frozen. */
    private static final long GAP_MAX_MS = 15_000;

    private static final Duration LONG = Duration.ofSeconds(30);

    @Override
    public void play(Stage stage) throws Exception {
        Duration duration = stage.settings().duration();
        int events = (int) (EVENTS_PER_SECOND * (duration.toSeconds() + 5));
        try (Trial trial = stage.trial(PARTITIONS, events)) {
            List<String> jvmArguments = duration.compareTo(LONG) >= 0
                    ? ClassArchive.jvmArguments(trial, stage.settings().logs())
                    : WorkerProcess.Launch.small();
            AtomicBoolean isExcused = new AtomicBoolean();
            Map<String, String> settings = stage.settings().protocol().settings();
            try (Fleet fleet = stage.fleet(trial, settings, jvmArguments);
                    GapWatch gaps = new GapWatch(trial, isExcused::get);
                    ProgressWatch watch = new ProgressWatch(trial, gaps::look)) {
                new Movements(stage, fleet, isExcused).play(trial, duration);
                Judge judge = new Judge(trial, fleet, watch, stage.findings());
                boolean isCaughtUp = judge.awaitCaughtUp(CATCH_UP_WITHIN);
                noteGaps(stage.findings(), gaps);
                fleet.end();
                if (isCaughtUp) {
                    judge.judge();
                }
            }
        }
    }

    private static void noteGaps(Findings findings, GapWatch gaps) {
        gaps.longestWithoutCommitMs()
                .forEach((group, gapMs) ->
                        findings.figure("longest without commit " + storeOf(group) + ", s", gapMs / 1000.0));
        gaps.longestMs().forEach((group, gapMs) -> {
            findings.figure("longest gap " + storeOf(group) + ", s", gapMs / 1000.0);
            findings.require(gapMs < GAP_MAX_MS, storeOf(group) + " stood still for " + gapMs + " ms");
        });
    }

    private static String storeOf(String group) {
        return group.substring(group.lastIndexOf('-') + 1);
    }

    /** The moves of one round. Confined to the conductor's thread. */
    private static final class Movements {

        private final Stage stage;
        private final Fleet fleet;
        private final AtomicBoolean isExcused;
        private final Map<Integer, WorkerProcess> places = new TreeMap<>();
        private final Deque<Integer> vacant = new ArrayDeque<>(); // the one that was left last is the first
        private long thawAtNanos;

        Movements(Stage stage, Fleet fleet, AtomicBoolean isExcused) {
            this.stage = stage;
            this.fleet = fleet;
            this.isExcused = isExcused;
            for (int place = 0; place < PLACES; place++) {
                vacant.add(place);
            }
        }

        void play(Trial trial, Duration duration) throws InterruptedException {
            join();
            join();
            int moves = 0;
            try (Load load = Load.start(trial, EVENTS_PER_SECOND)) {
                long end = System.nanoTime() + duration.toNanos();
                while (System.nanoTime() < end) {
                    TimeUnit.MILLISECONDS.sleep(
                            stage.between(500, 1_500)); // the rhythm itself, not a wait for something
                    fleet.look();
                    move();
                    moves++;
                }
                for (WorkerProcess worker : fleet.frozen()) {
                    thaw(worker);
                }
                load.end();
            }
            stage.findings().figure("moves", moves);
        }

        private void move() throws InterruptedException {
            for (WorkerProcess worker : fleet.frozen()) {
                if (System.nanoTime() >= thawAtNanos) {
                    thaw(worker);
                    return;
                }
            }
            int running = fleet.running().size();
            List<WorkerProcess> atWork = fleet.atWork(); // to start and join takes longer than some moves
            int draw = stage.random().nextInt(100);
            if (running < WORKERS_MIN || (draw < 40 && running < PLACES)) {
                join();
            } else if (atWork.size() > WORKERS_MIN && draw < 55) {
                fleet.terminate(stage.pick(atWork));
            } else if (atWork.size() > WORKERS_MIN && draw < 80) {
                fleet.kill(stage.pick(fleet.running()));
                isExcused.set(!fleet.frozen().isEmpty());
            } else if (fleet.frozen().isEmpty() && atWork.size() >= WORKERS_MIN) {
                freeze(stage.pick(atWork));
            }
        }

        private void freeze(WorkerProcess worker) throws InterruptedException {
            isExcused.set(true);
            fleet.freeze(worker);
            thawAtNanos = System.nanoTime()
                    + Duration.ofMillis(stage.between(500, 12_000)).toNanos();
        }

        private void thaw(WorkerProcess worker) throws InterruptedException {
            fleet.thaw(worker);
            isExcused.set(false);
        }

        /**
         * Takes the place that was left last, as whoever gives names starts again what has ended, and only one whose worker is gone:
         * two of one name would drive each other out.
         */
        private void join() {
            places.entrySet().removeIf(place -> {
                boolean isLeft = !place.getValue().isAlive();
                if (isLeft) {
                    vacant.push(place.getKey());
                }
                return isLeft;
            });
            if (!vacant.isEmpty()) {
                int place = vacant.pop();
                places.put(place, fleet.start(stage.settings().protocol().settingsOfPlace(place)));
            }
        }
    }
}
