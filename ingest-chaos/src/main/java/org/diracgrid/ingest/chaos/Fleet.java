package org.diracgrid.ingest.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.demo.trial.WorkerProcess.Launch;
import org.diracgrid.ingest.model.event.Topics;

/**
 * The worker processes of a trial: those that run, and what became of those that do not. One that ends by itself breaks a
 * guarantee; one that was asked to end does so with exit code 0 and in time.
 *
 * <p>Confined to the conductor's thread.
 */
final class Fleet implements AutoCloseable {

    private static final Duration UP_WITHIN = Duration.ofSeconds(60);

    private final Trial trial;
    private final Map<String, String> settings;
    private final List<String> jvmArguments;
    private final Path logs;
    private final Duration endWithin;
    private final Findings findings;
    private final List<WorkerProcess> running = new ArrayList<>();
    private final List<WorkerProcess> leaving = new ArrayList<>();
    private final Set<WorkerProcess> frozen = new HashSet<>();
    private int started;
    private int kills;
    private int terminations;
    private int freezes;

    /**
     * With no worker yet.
     *
     * @param settings of the workers besides the trial's
     * @param endWithin how long one may take that was asked to end
     */
    Fleet(
            Trial trial,
            Map<String, String> settings,
            List<String> jvmArguments,
            Path logs,
            Duration endWithin,
            Findings findings) {
        this.trial = trial;
        this.settings = Map.copyOf(settings);
        this.jvmArguments = List.copyOf(jvmArguments);
        this.logs = logs;
        this.endWithin = endWithin;
        this.findings = findings;
    }

    /** Starts one more. */
    WorkerProcess start() {
        return start(Map.of());
    }

    /** @param own what is configured for this one alone */
    WorkerProcess start(Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(trial.environment());
        environment.putAll(settings);
        environment.putAll(own);
        String name = trial.settings().name() + "-" + ++started;
        WorkerProcess worker = WorkerProcess.start(new Launch(name, environment, jvmArguments, logs), "run");
        running.add(worker);
        return worker;
    }

    /** Those that have not been asked to end, frozen or not; immutable. */
    List<WorkerProcess> running() {
        return List.copyOf(running);
    }

    /** Those of them that are not frozen. */
    List<WorkerProcess> awake() {
        return running.stream().filter(worker -> !frozen.contains(worker)).toList();
    }

    /** Those of them that are up, so that SIGTERM asks the worker and not the virtual machine. */
    List<WorkerProcess> up() {
        return awake().stream().filter(WorkerProcess::hasSaidSomething).toList();
    }

    /** Those of them that were given partitions by both groups, so that there is something to be taken from them. */
    List<WorkerProcess> atWork() {
        return awake().stream().filter(Fleet::isAtWork).toList();
    }

    Set<WorkerProcess> frozen() {
        return Set.copyOf(frozen);
    }

    void kill(WorkerProcess worker) throws InterruptedException {
        look();
        if (running.remove(worker)) {
            frozen.remove(worker);
            worker.kill();
            kills++;
        }
    }

    /** Asks it to end in good order; {@link #look} sees whether it did. */
    void terminate(WorkerProcess worker) {
        if (running.remove(worker)) {
            worker.terminate();
            leaving.add(worker);
            terminations++;
        }
    }

    void freeze(WorkerProcess worker) throws InterruptedException {
        if (frozen.add(worker)) {
            worker.freeze();
            freezes++;
        }
    }

    void thaw(WorkerProcess worker) throws InterruptedException {
        if (frozen.remove(worker)) {
            worker.thaw();
        }
    }

    /** Notes who has ended by itself, and how those ended that were asked to. */
    void look() {
        running.removeIf(worker -> {
            if (!worker.isAlive()) {
                frozen.remove(worker);
                findings.violation("worker " + worker.name() + " ended by itself with " + worker.exitCode() + ": "
                        + worker.lastWords());
            }
            return !worker.isAlive();
        });
        leaving.removeIf(worker -> {
            if (!worker.isAlive()) {
                noteExit(worker, worker.exitCode());
            }
            return !worker.isAlive();
        });
    }

    /** Asks all that are left to end, and waits for them. */
    void end() throws InterruptedException {
        look();
        for (WorkerProcess worker : frozen()) {
            thaw(worker);
        }
        for (WorkerProcess worker : running()) {
            awaitUp(worker);
            terminate(worker);
        }
        for (WorkerProcess worker : List.copyOf(leaving)) {
            try {
                noteExit(worker, worker.awaitExit(endWithin));
            } catch (IllegalStateException e) {
                findings.violation(String.valueOf(e.getMessage()));
            }
            leaving.remove(worker);
        }
        findings.figure("workers started", started);
        findings.figure("kill -9", kills);
        findings.figure("SIGTERM", terminations);
        findings.figure("frozen", freezes);
    }

    private static void awaitUp(WorkerProcess worker) {
        Awaitility.await("start of " + worker.name())
                .atMost(UP_WITHIN)
                .until(() -> worker.hasSaidSomething() || !worker.isAlive());
    }

    private static boolean isAtWork(WorkerProcess worker) {
        List<String> assignments = Arrays.stream(worker.said().split("\n"))
                .filter(line -> line.contains("partitions assigned: ") && line.contains(Topics.JOBS))
                .toList();
        boolean hasOpenSearch = assignments.stream().anyMatch(line -> line.contains(Topics.JOBS_APPLIED));
        return hasOpenSearch && assignments.stream().anyMatch(line -> !line.contains(Topics.JOBS_APPLIED));
    }

    private void noteExit(WorkerProcess worker, int exitCode) {
        findings.require(
                exitCode == 0,
                "worker " + worker.name() + " was asked to end and did with " + exitCode + ": " + worker.lastWords());
    }

    /** How often a word stands in the logs of those that run. */
    long said(String word) {
        return running.stream()
                .mapToLong(worker -> Arrays.stream(worker.said().split("\n"))
                        .filter(line -> line.contains(word))
                        .count())
                .sum();
    }

    @Override
    public void close() {
        running.forEach(WorkerProcess::close);
        leaving.forEach(WorkerProcess::close);
    }
}
