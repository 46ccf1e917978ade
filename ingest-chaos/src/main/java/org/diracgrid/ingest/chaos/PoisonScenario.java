package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.Map;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess.Launch;
import org.diracgrid.ingest.demo.workload.PoisonedStream;
import org.diracgrid.ingest.demo.workload.PoisonedStream.Doses;

/**
 * A bad event in every batch, every third event of one and the same job, outputs of nearly a mebibyte, and events that are
 * larger than any may be: the good ones are all stored, the bad ones are all dead letters, and nothing holds up the rest.
 */
final class PoisonScenario implements Scenario {

    private static final int PARTITIONS = 6;

    /** Of a batch of 200. */
    private static final int ONE_BAD_TO = 20;

    private static final int ONE_HOT_TO = 2;
    private static final int ONE_HUGE_TO = 500;
    private static final int HUGE_BYTES = 1_000_000;
    private static final int ONE_OVERSIZED_TO = 3_000;
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(5);

    @Override
    public void play(Stage stage) throws Exception {
        Doses doses = new Doses(ONE_BAD_TO, ONE_HOT_TO, ONE_HUGE_TO, HUGE_BYTES, ONE_OVERSIZED_TO);
        int good = (int) (stage.settings().events() / (1 + 1.0 / ONE_HOT_TO + 1.0 / ONE_BAD_TO));
        try (Trial trial = stage.trial(PARTITIONS, good);
                Fleet fleet = stage.fleet(trial, Map.of(), Launch.small());
                Load load = Load.start(trial, Double.POSITIVE_INFINITY, events -> new PoisonedStream(events, doses));
                ProgressWatch watch = new ProgressWatch(trial, () -> false)) {
            fleet.start();
            load.awaitEnd();
            Judge judge = new Judge(trial, fleet, watch, stage.findings());
            boolean isCaughtUp = judge.awaitCaughtUp(CATCH_UP_WITHIN);
            fleet.end();
            if (isCaughtUp) {
                judge.judge();
            }
        }
    }
}
