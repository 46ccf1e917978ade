package org.diracgrid.ingest.worker.pipeline;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Crossing 2: lanes hand finished deliveries back to the poll thread, one hand-over per batch.
 *
 * <p>Thread-safe: a lock-free queue; any lane puts, the poll thread takes. Bounded by the in-flight budget.
 */
final class AckInbox {

    /** How the poll thread waits for the next hand-over: in real time, or by letting a simulation run. */
    @FunctionalInterface
    interface Waiting {
        /** Returns the next hand-over, or null if there is none within {@code waitMs}. */
        @Nullable
        List<Delivery> next(BlockingQueue<List<Delivery>> finished, long waitMs) throws InterruptedException;
    }

    static final Waiting REAL_TIME = (finished, waitMs) -> finished.poll(waitMs, TimeUnit.MILLISECONDS);

    private final LinkedTransferQueue<List<Delivery>> finished = new LinkedTransferQueue<>();
    private final Waiting waiting;

    AckInbox(Waiting waiting) {
        this.waiting = waiting;
    }

    /** Called by lanes. The list is the poll thread's from now on. */
    void handBack(List<Delivery> deliveries) {
        finished.add(deliveries);
    }

    /** Called by the poll thread; does not wait. */
    void drainTo(Consumer<Delivery> settle) {
        List<Delivery> deliveries = finished.poll();
        while (deliveries != null) {
            deliveries.forEach(settle);
            deliveries = finished.poll();
        }
    }

    /** Called by the poll thread in a revoke or a stop only: waits for one hand-over, then takes all there are. */
    void awaitAndDrainTo(Consumer<Delivery> settle, long waitMs) throws InterruptedException {
        List<Delivery> deliveries = waiting.next(finished, waitMs);
        if (deliveries != null) {
            deliveries.forEach(settle);
            drainTo(settle);
        }
    }
}
