package org.diracgrid.ingest.worker.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Bounds the writes of all lanes to one store at a time. Who finds no room waits on its lane; there is no order among
 * those who wait.
 *
 * <p>Thread-safe: Resilience4j's semaphore.
 */
final class WriteBulkhead {

    private final Bulkhead bulkhead;
    private final News freed = new News();

    WriteBulkhead(String store, int writesMax) {
        this.bulkhead = Bulkhead.of(
                store,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(writesMax)
                        .maxWaitDuration(Duration.ZERO) // a lane is an event loop: never wait in there
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** Done when somebody has left; take it before {@link #tryEnter}. */
    Future<Void> freed() {
        return freed.next();
    }

    boolean tryEnter() {
        return bulkhead.tryAcquirePermission();
    }

    /** Gives back what {@link #tryEnter} gave. */
    void leave() {
        bulkhead.releasePermission();
        freed.tell();
    }
}
