package org.diracgrid.ingest.worker.resilience;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Something that lanes wait for and that happens again and again. Take {@link #next} before you look whether you have to
 * wait: what happens in between is not missed then.
 *
 * <p>Thread-safe: synchronized; whoever waits is told outside of it, on the thread that tells.
 */
final class News {

    private Promise<Void> next = Promise.promise();

    /** Done the next time that {@link #tell} is called. */
    synchronized Future<Void> next() {
        return next.future();
    }

    void tell() {
        renew().complete();
    }

    private synchronized Promise<Void> renew() {
        Promise<Void> told = next;
        next = Promise.promise();
        return told;
    }
}
