package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;

/** Takes records that will not be stored. Called on a lane's context and answers on it; never blocks. */
public interface DeadLetterSink {

    /**
     * Parks {@code letter}.
     *
     * @return done once the letter is durable; a failure means that it is not, and that the caller must try again
     */
    Future<Void> park(DeadLetter letter);

    /** Waits for what is under way and releases what the sink holds. */
    Future<Void> close();
}
