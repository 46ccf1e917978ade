package org.diracgrid.ingest.bench.measure;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks every {@value #LOOK_EVERY_MS} ms whether something has changed in the stores, and remembers when first and when last.
 * It has a thread of its own, so that nobody waits for a store that is slow to answer.
 *
 * <p>Used by one thread.
 */
final class ChangeWatch implements AutoCloseable {

    private static final long LOOK_EVERY_MS = 25;

    /** When changes were seen, of {@link System#nanoTime}. */
    record Span(long firstNanos, long lastNanos) {}

    private final Eyes eyes;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "bench-changes"));
    private final ScheduledFuture<?> looking;

    private ChangeWatch(List<ChangeCounter> counters) throws InterruptedException {
        this.eyes = new Eyes(counters);
        call(eyes::open);
        this.looking = thread.scheduleWithFixedDelay(eyes::glance, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Begins to look; what is there by now is no change. */
    static ChangeWatch start(List<ChangeCounter> counters) throws InterruptedException {
        return new ChangeWatch(counters);
    }

    /** Looks a last time; when changes were seen, if there were any. */
    Optional<Span> end() throws InterruptedException {
        looking.cancel(false);
        return call(eyes::look);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private <T> T call(Callable<T> task) throws InterruptedException {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the stores do not say how much they have changed", e.getCause());
        }
    }

    /** Confined to the watch's thread. */
    private static final class Eyes {
        private final List<ChangeCounter> counters;
        private long count;
        private Optional<Span> span = Optional.empty();

        Eyes(List<ChangeCounter> counters) {
            this.counters = List.copyOf(counters);
        }

        Optional<Span> open() throws Exception {
            count = read();
            return span;
        }

        Optional<Span> look() throws Exception {
            long before = count;
            count = read();
            if (count != before) {
                long now = System.nanoTime();
                span = Optional.of(new Span(span.map(Span::firstNanos).orElse(now), now));
            }
            return span;
        }

        /** A store that does not answer is asked again by the next look; the last look needs an answer. */
        void glance() {
            try {
                Optional<Span> unused = look();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                // See above.
            }
        }

        private long read() throws Exception {
            long sum = 0;
            for (ChangeCounter counter : counters) {
                sum += counter.read();
            }
            return sum;
        }
    }
}
