package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.trial.WorkerProcess.Launch;
import org.diracgrid.ingest.demo.workload.PoisonedStream;
import org.diracgrid.ingest.demo.workload.PoisonedStream.Doses;
import org.diracgrid.ingest.model.event.Topics;

/**
 * A bad event in every batch, every third event of one and the same job, outputs of nearly a mebibyte, and events that are
 * larger than any may be: the good ones are all stored, the bad ones are all dead letters, and nothing holds up the rest. At first
 * the dead-letter topic takes nothing, and the worker that waits for it is killed.
 */
final class PoisonScenario implements Scenario {

    private static final int PARTITIONS = 6;

    /** Of a batch of 200. */
    private static final int ONE_BAD_TO = 20;

    private static final int ONE_HOT_TO = 2;
    private static final int ONE_HUGE_TO = 500;
    private static final int HUGE_BYTES = 1_000_000;
    private static final int ONE_OVERSIZED_TO = 3_000;

    /** As {@code init} makes the topic. */
    private static final int LETTER_BYTES = 16 << 20;

    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(5);

    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(60);

    /** Several commits. */
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    @Override
    public void play(Stage stage) throws Exception {
        Doses doses = new Doses(ONE_BAD_TO, ONE_HOT_TO, ONE_HUGE_TO, HUGE_BYTES, ONE_OVERSIZED_TO);
        int good = (int) (stage.settings().events() / (1 + 1.0 / ONE_HOT_TO + 1.0 / ONE_BAD_TO));
        try (Trial trial = stage.trial(PARTITIONS, good);
                Fleet fleet = stage.fleet(trial, Map.of(), Launch.small());
                Load load = Load.start(trial, Double.POSITIVE_INFINITY, events -> new PoisonedStream(events, doses));
                ProgressWatch watch = new ProgressWatch(trial)) {
            killWhileLettersAreRefused(trial, fleet, watch.offsets(trial.mySqlGroup()));
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

    /** What was on its way to a dead-letter topic that takes nothing is not lost with the worker. */
    private static void killWhileLettersAreRefused(Trial trial, Fleet fleet, GroupOffsets offsets)
            throws InterruptedException, ExecutionException {
        try (Admin admin = trial.admin()) {
            limitLetters(admin, 1);
            WorkerProcess worker = fleet.start();
            Awaitility.await("a letter that is refused")
                    .atMost(REFUSED_WITHIN)
                    .until(() -> worker.said().contains("dead letter not taken"));
            long[] committed = new long[1];
            Awaitility.await("a group that has committed what it may")
                    .atMost(REFUSED_WITHIN)
                    .pollInterval(STANDSTILL)
                    .until(() -> committed[0] == (committed[0] = offsets.committed()) && committed[0] > 0);
            fleet.kill(worker);
            limitLetters(admin, LETTER_BYTES);
        }
    }

    private static void limitLetters(Admin admin, int bytes) throws InterruptedException, ExecutionException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.deadLetter(Topics.JOBS));
        ConfigEntry limit = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
