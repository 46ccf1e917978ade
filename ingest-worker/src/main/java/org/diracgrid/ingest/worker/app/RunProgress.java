package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.diracgrid.ingest.worker.pipeline.PipelineCounters;

/**
 * Shows how a worker's pipelines fare: on a terminal a short line that is rewritten, else a line for each every few
 * seconds. Runs on a thread of its own, since asking Kafka for the lag may take a while. Thread-safe.
 */
final class RunProgress implements AutoCloseable {

    private static final Duration TERMINAL_INTERVAL = Duration.ofSeconds(1);
    private static final String START_OF_CLEARED_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal = Terminal.isWatched();
    private final ScheduledExecutorService timer;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    RunProgress(Duration interval, PrintWriter err) {
        this.err = err;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "ingest-progress");
            thread.setDaemon(true);
            return thread;
        });
        var periodMs = (terminal ? TERMINAL_INTERVAL : interval).toMillis();
        var unused = timer.scheduleWithFixedDelay(this::show, periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    /** Shows a pipeline until its line is hidden. */
    Line show(String store, PipelineCounters counters, Lag lag) {
        var line = new Line(store, counters, lag);
        lines.add(line);
        return line;
    }

    private void show() {
        if (lines.isEmpty()) {
            return;
        }
        if (terminal) {
            var parts = lines.stream().map(Line::brief).collect(Collectors.joining(" | "));
            err.print(START_OF_CLEARED_LINE + parts);
        } else {
            lines.forEach(line -> err.println(line.full()));
        }
        err.flush();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (terminal) {
            err.print(START_OF_CLEARED_LINE);
            err.flush();
        }
    }

    /** One pipeline. Written on the progress thread. */
    final class Line {

        private final String store;
        private final PipelineCounters counters;
        private final Lag lag;
        private long lastNanos = System.nanoTime();
        private long lastFinished;

        private Line(String store, PipelineCounters counters, Lag lag) {
            this.store = store;
            this.counters = counters;
            this.lag = lag;
        }

        private String brief() {
            return String.format(
                    Locale.ROOT,
                    "%s: %.0f events/s, lag %s, parked %d, retries %d%s",
                    store,
                    rate(),
                    behind(),
                    counters.parked(),
                    counters.retries(),
                    unlessUp());
        }

        private String full() {
            return String.format(
                    Locale.ROOT,
                    "%s: %.0f events/s, lag %s, stored %d, superseded %d, parked %d, in flight %d, retries %d,"
                            + " partitions %d (%d paused)%s",
                    store,
                    rate(),
                    behind(),
                    counters.stored(),
                    counters.superseded(),
                    counters.parked(),
                    counters.inFlight(),
                    counters.retries(),
                    counters.assignedPartitions(),
                    counters.pausedPartitions(),
                    unlessUp());
        }

        private String unlessUp() {
            return switch (counters.breaker()) {
                case CLOSED -> "";
                case OPEN -> ", store is down";
                case HALF_OPEN -> ", store is coming up";
            };
        }

        private double rate() {
            var now = System.nanoTime();
            var finished = counters.stored() + counters.superseded() + counters.parked();
            var perSecond = (finished - lastFinished) * 1e9 / Math.max(1, now - lastNanos);
            lastNanos = now;
            lastFinished = finished;
            return perSecond;
        }

        private String behind() {
            OptionalLong records;
            try {
                records = lag.records();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                records = OptionalLong.empty();
            } catch (KafkaException | IllegalStateException e) { // the client is being closed
                records = OptionalLong.empty();
            }
            return records.isPresent() ? Long.toString(records.getAsLong()) : "unknown";
        }

        void hide() {
            lines.remove(this);
        }
    }
}
