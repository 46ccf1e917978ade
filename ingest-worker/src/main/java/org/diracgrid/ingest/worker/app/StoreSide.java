package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.config.Store;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.StoreWriter;

/** What a pipeline needs to know of the store that it is for. Immutable. */
interface StoreSide {

    Store store();

    /** Topics that the pipeline reads; each has a dead-letter topic. */
    Set<String> topics();

    /** Which events must not be repeated together with others of their key. Called on lanes, at the same time. */
    Predicate<IngestEvent> fence();

    /** Kinds of events that the store has nothing of. */
    Set<IngestEvent.Kind> unwanted();

    /** Whether its commits are told of in the change feed. */
    boolean tellsFeed();

    /** What the end of a run tells of it beside the balance, a line each. */
    default List<String> figures() {
        return List.of();
    }

    /**
     * Connects.
     *
     * @return the store; or a failure with a {@link org.diracgrid.ingest.worker.port.StoreException}, {@code FATAL} where
     *     trying again is of no use
     */
    Future<ReachedStore> reach(Vertx vertx);

    /** A store that has answered. */
    interface ReachedStore {

        /** The writer of one more lane. */
        StoreWriter newWriter(AppliedFeed feed);

        /** As {@link org.diracgrid.ingest.worker.port.StoreProbe#ping}. */
        Future<Void> ping();

        /** Releases connections. No write is in flight when it is called. */
        Future<Void> close();
    }
}
