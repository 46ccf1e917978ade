package org.diracgrid.ingest.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.demo.trial.ProcessMemory;
import org.diracgrid.ingest.demo.trial.ProcessMemory.Collection;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.workload.PoisonedStream;
import org.diracgrid.ingest.demo.workload.PoisonedStream.Doses;

/**
 * A worker as it comes, both stores, in a heap of 64 MiB, and a backlog that is many times larger, with messages of a mebibyte
 * in it.
 */
final class MemoryScenario implements Scenario {

    private static final String HEAP = "-Xmx64m";
    private static final int PARTITIONS = 6;
    private static final int ONE_HUGE_TO = 1_000;
    private static final int HUGE_BYTES = 1_040_000;

    /** Far more than it should take, so that a slow machine is no violation. */
    private static final long EVENTS_PER_SECOND_MIN = 500;

    @Override
    public void play(Stage stage) throws Exception {
        Findings findings = stage.findings();
        int events = stage.settings().events();
        Doses doses = new Doses(0, 0, ONE_HUGE_TO, HUGE_BYTES, 0);
        Path collections = stage.settings().logs().resolve("memory-" + stage.seed() + ".gc");
        Files.createDirectories(stage.settings().logs());
        List<String> jvmArguments =
                new ArrayList<>(List.of(HEAP, "-XX:+ExitOnOutOfMemoryError", ProcessMemory.logTo(collections)));
        try (Trial trial = stage.trial(PARTITIONS, events);
                Fleet fleet = stage.plainFleet(trial, Map.of(), jvmArguments);
                Load load = Load.start(trial, Double.POSITIVE_INFINITY, good -> new PoisonedStream(good, doses));
                ProgressWatch watch = new ProgressWatch(trial)) {
            load.awaitEnd();
            long startNanos = System.nanoTime();
            WorkerProcess worker = fleet.start();
            Judge judge = new Judge(trial, fleet, watch, findings);
            boolean isCaughtUp = judge.awaitCaughtUp(Duration.ofSeconds(60 + events / EVENTS_PER_SECOND_MIN));
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            findings.figure("events/s", Math.round(trial.load().events() / seconds));
            ProcessMemory.peakResidentBytes(worker.pid())
                    .ifPresent(bytes -> findings.figure("peak resident, MiB", bytes >> 20));
            fleet.end();
            noteHeap(findings, ProcessMemory.collections(collections));
            if (isCaughtUp) {
                judge.judge();
            }
        }
    }

    private static void noteHeap(Findings findings, List<Collection> collections) {
        findings.figure("collections", collections.size());
        findings.figure(
                "full collections",
                collections.stream().filter(Collection::full).count());
        findings.figure(
                "peak heap, MiB",
                collections.stream().mapToLong(Collection::beforeBytes).max().orElse(0) >> 20);
        findings.figure(
                "peak heap alive, MiB",
                collections.stream().mapToLong(Collection::afterBytes).max().orElse(0) >> 20);
    }
}
