package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;

/**
 * Waiting on a lane without blocking it: what a writer that retries waits with. Called on the lane's context and
 * answered there.
 */
@FunctionalInterface
public interface LanePause {

    /**
     * Waits.
     *
     * @return done after {@code delayMs}, or failed at once when the lane asks its writer to give up for now (a partition
     *     is taken away, or the worker stops): the writer then answers with the failure it has, and the lane offers again
     *     what is still its own
     */
    Future<Void> pause(long delayMs);
}
