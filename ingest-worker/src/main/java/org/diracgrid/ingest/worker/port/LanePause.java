package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Waiting on a lane without blocking it: what a writer that retries waits with. Called on the lane's context and
 * answered there.
 */
@FunctionalInterface
public interface LanePause {

    /**
     * Waits.
     *
     * @param sooner ends the wait when it is complete, whatever it comes to and on whatever thread. It remembers who waits
     *     for it until then, so one that never completes is not to be waited for again and again
     * @return done after {@code delayMs}, or failed at once when the lane asks its writer to give up for now (a partition
     *     is taken away, or the worker stops): the writer then answers with the failure it has, and the lane offers again
     *     what is still its own
     */
    Future<Void> pause(long delayMs, Future<?> sooner);

    /** The same, where nothing ends it but time. */
    default Future<Void> pause(long delayMs) {
        return pause(delayMs, Promise.promise().future());
    }
}
