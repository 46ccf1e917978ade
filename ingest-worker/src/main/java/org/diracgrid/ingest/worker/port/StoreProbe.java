package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;

/** Asks a store for a sign of life, apart from all that is written. Thread-safe. */
@FunctionalInterface
public interface StoreProbe {

    /** The longest that a ping takes, whatever becomes of the store or of the way to it. */
    long PING_MAX_MS = 2_000;

    /**
     * Asks every server of the store something cheap, over connections that no write uses. Called on a lane's context.
     *
     * @return done if all of them answer, on any thread and within {@link #PING_MAX_MS}; or a failure with a {@link
     *     StoreException}, {@code TRANSIENT} where something does not answer, of another kind where something answers
     *     and refuses
     */
    Future<Void> ping();
}
