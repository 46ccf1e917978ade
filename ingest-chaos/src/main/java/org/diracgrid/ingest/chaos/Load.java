package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.diracgrid.ingest.demo.trial.Trial;
import org.diracgrid.ingest.demo.workload.Emission;

/**
 * Publishes a trial's events on a thread of its own, at a steady pace, until they are all sent or it is enough.
 *
 * <p>Thread-safe.
 */
final class Load implements AutoCloseable {

    private static final Duration END_WITHIN = Duration.ofMinutes(3);

    /** For some millions of events on a busy machine. */
    private static final Duration ALL_WITHIN = Duration.ofMinutes(20);

    private volatile boolean enough;
    private final CompletableFuture<Void> end;

    private Load(Trial trial, double perSecond, UnaryOperator<Iterator<Emission>> spice) {
        this.end = CompletableFuture.runAsync(
                () -> trial.publish(events -> new Paced(spice.apply(events), perSecond)),
                task -> new Thread(task, "chaos-load").start());
    }

    /**
     * Starts publishing what is left of the trial's events.
     *
     * @param perSecond events a second, and never more; infinite is as fast as Kafka takes them
     */
    static Load start(Trial trial, double perSecond) {
        return new Load(trial, perSecond, UnaryOperator.identity());
    }

    /** The same with more events among them. */
    static Load start(Trial trial, double perSecond, UnaryOperator<Iterator<Emission>> spice) {
        return new Load(trial, perSecond, spice);
    }

    /** Sends no more, and waits until Kafka has what was sent. */
    void end() throws InterruptedException {
        enough = true;
        awaitEnd(END_WITHIN);
    }

    /** Waits until everything is sent. */
    void awaitEnd() throws InterruptedException {
        awaitEnd(ALL_WITHIN);
    }

    private void awaitEnd(Duration atMost) throws InterruptedException {
        try {
            end.orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new IllegalStateException("the load has not ended within " + atMost, e);
            }
            throw e;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        enough = true;
    }

    private final class Paced implements Iterator<Emission> {

        private final Iterator<Emission> events;
        private final long nanosBetween;
        private long due = System.nanoTime();

        Paced(Iterator<Emission> events, double perSecond) {
            this.events = events;
            this.nanosBetween = (long) (1e9 / perSecond);
        }

        @Override
        public boolean hasNext() {
            return !enough && events.hasNext();
        }

        @Override
        public Emission next() {
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            due = Math.max(due + nanosBetween, System.nanoTime() - nanosBetween);
            return events.next();
        }
    }
}
