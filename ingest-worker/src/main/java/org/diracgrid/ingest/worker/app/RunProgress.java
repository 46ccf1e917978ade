package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;

/**
 * Shows how a worker fares: a line that is rewritten on a terminal, else a new one every few seconds. Runs on a thread
 * of its own, since asking Kafka for the lag may take a while.
 */
final class RunProgress implements AutoCloseable {

    private static final Duration TERMINAL_INTERVAL = Duration.ofSeconds(1);
    private static final String START_OF_CLEARED_LINE = "\r\u001b[K";

    private final String store;
    private final PipelineCounters counters;
    private final Lag lag;
    private final PrintWriter err;
    private final boolean terminal = Terminal.isWatched();
    private final ScheduledExecutorService timer;
    private final long periodMs;
    private long lastNanos = System.nanoTime();
    private long lastFinished;

    RunProgress(String store, PipelineCounters counters, Lag lag, Duration interval, PrintWriter err) {
        this.store = store;
        this.counters = counters;
        this.lag = lag;
        this.err = err;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "ingest-progress");
            thread.setDaemon(true);
            return thread;
        });
        this.periodMs = (terminal ? TERMINAL_INTERVAL : interval).toMillis();
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(this::show, periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    private void show() {
        try {
            var line = line();
            if (terminal) {
                err.print(START_OF_CLEARED_LINE + line);
            } else {
                err.println(line);
            }
            err.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line() throws InterruptedException {
        var behind = lag.records();
        var now = System.nanoTime();
        var finished = counters.stored() + counters.superseded() + counters.parked();
        var perSecond = (finished - lastFinished) * 1e9 / Math.max(1, now - lastNanos);
        lastNanos = now;
        lastFinished = finished;
        return String.format(
                Locale.ROOT,
                "%s: %.0f events/s, lag %s, stored %d, superseded %d, parked %d, in flight %d, retries %d, partitions"
                        + " %d (%d paused)",
                store,
                perSecond,
                behind.isPresent() ? behind.getAsLong() : "unknown",
                counters.stored(),
                counters.superseded(),
                counters.parked(),
                counters.inFlight(),
                counters.retries(),
                counters.assignedPartitions(),
                counters.pausedPartitions());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (terminal) {
            err.print(START_OF_CLEARED_LINE);
            err.flush();
        }
    }
}
