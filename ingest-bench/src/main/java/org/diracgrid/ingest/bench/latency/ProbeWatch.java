package org.diracgrid.ingest.bench.latency;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Waits for probes to be seen in one store, on a thread of its own. It asks again {@value #LOOK_EVERY_MS} ms after an answer, and
 * only while there is something to wait for.
 *
 * <p>Thread-safe: probes are handed over by a queue, and the end is a future.
 */
final class ProbeWatch implements AutoCloseable {

    private static final long LOOK_EVERY_MS = 2;
    private static final Probe END = new Probe(0, 0);

    /**
     * An event that is waited for.
     *
     * @param appendedMs when Kafka has it, milliseconds since the epoch
     */
    record Probe(int jobId, long appendedMs) {}

    private final BlockingQueue<Probe> sent = new LinkedBlockingQueue<>();
    private final Sight sight;
    private final InstantSource clock;
    private final Duration patience;
    private final ExecutorService thread;
    private final Future<Latencies> latencies;

    /**
     * Begins to wait.
     *
     * @param sight closed with the watch
     * @param clock that of the broker
     * @param patience how long those that are left are waited for when no more are sent
     */
    ProbeWatch(Sight sight, InstantSource clock, Duration patience) {
        this.sight = sight;
        this.clock = clock;
        this.patience = patience;
        this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "bench-probes"));
        this.latencies = thread.submit(this::watch);
    }

    /** Waits for one more. */
    void sent(Probe probe) {
        sent.add(probe);
    }

    /** No more are sent: how long all of them took. */
    Latencies end() throws InterruptedException {
        sent.add(END);
        try {
            return latencies.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a store does not say what it shows", e.getCause());
        }
    }

    @Override
    public void close() throws SQLException {
        thread.shutdownNow();
        sight.close();
    }

    private Latencies watch() throws Exception {
        List<Long> seen = new ArrayList<>();
        List<Probe> waiting = new ArrayList<>();
        boolean ended = false;
        long deadlineMs = Long.MAX_VALUE;
        while (clock.millis() < deadlineMs && !(ended && waiting.isEmpty())) {
            Probe next = waiting.isEmpty() ? sent.take() : sent.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            for (Probe probe = next; probe != null; probe = sent.poll()) {
                if (probe.equals(END)) {
                    ended = true;
                    deadlineMs = clock.millis() + patience.toMillis();
                } else {
                    waiting.add(probe);
                }
            }
            look(waiting, seen);
        }
        return new Latencies(seen, waiting.size());
    }

    private void look(List<Probe> waiting, List<Long> latenciesMs) throws Exception {
        if (waiting.isEmpty()) {
            return;
        }
        Set<Integer> seen = sight.seen(waiting.stream().map(Probe::jobId).toList());
        long nowMs = clock.millis();
        waiting.removeIf(probe -> {
            boolean isSeen = seen.contains(probe.jobId());
            if (isSeen) {
                latenciesMs.add(nowMs - probe.appendedMs());
            }
            return isSeen;
        });
    }
}
