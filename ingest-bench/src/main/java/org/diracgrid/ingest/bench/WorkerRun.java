package org.diracgrid.ingest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.diracgrid.ingest.worker.app.WorkerMain;

/** Runs the worker in a process of its own until it has caught up, and measures it. */
final class WorkerRun {

    /** What the process used after it was last looked at is missing: so much at most, on every processor. */
    private static final long LOOK_EVERY_MS = 20;

    private static final int SHOWN_LOG_LINES = 12;

    private final Map<String, String> environment;
    private final Path log;

    /**
     * @param environment what the worker is configured by
     * @param log where it says what it says
     */
    WorkerRun(Map<String, String> environment, Path log) {
        this.environment = environment;
        this.log = log;
    }

    /**
     * Runs it.
     *
     * @param sent what there is to read for it
     * @param openSearch process id of the server
     * @throws CommandFailedException if it does not end well
     */
    MeasuredRun measure(String name, SentLogs sent, long openSearch) throws IOException, InterruptedException {
        ProcessHandle server =
                ProcessHandle.of(openSearch).orElseThrow(() -> new CommandFailedException("OpenSearch has ended"));
        Duration serverBefore = cpu(server);
        long startNanos = System.nanoTime();
        Process worker = start();
        Duration used = Duration.ZERO;
        try {
            do {
                Duration now = cpu(worker.toHandle());
                used = now.compareTo(used) > 0 ? now : used; // an ended process has used nothing
            } while (!worker.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS));
        } finally {
            worker.destroyForcibly();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        if (worker.exitValue() != 0) {
            throw new CommandFailedException(
                    "the worker ended with exit code " + worker.exitValue() + ":\n" + logTail());
        }
        Duration serverUsed = cpu(server).minus(serverBefore);
        return new MeasuredRun(name, sent.handled(), sent.bytes(), took, used, serverUsed);
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName(),
                "run",
                "--stores",
                "opensearch",
                "--until-caught-up");
        builder.environment().keySet().removeIf(variable -> variable.startsWith("INGEST_"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private String logTail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
    }
}
