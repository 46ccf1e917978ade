package org.diracgrid.ingest.worker.app;

import io.vertx.core.Future;
import org.diracgrid.ingest.worker.feed.KafkaAppliedFeed;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline writes to Kafka itself: dead letters, and where its store has something to tell, the change feed.
 * Confined to the thread that opens and closes it.
 */
final class KafkaOutlets {

    private final DeadLetterSink deadLetters;
    private final @Nullable KafkaAppliedFeed feed;

    /** Makes the producers; they connect when they have something to send. */
    KafkaOutlets(WorkerAssembly assembly, StoreSide side) {
        this.deadLetters = assembly.deadLetterSink(side.store());
        this.feed = side.tellsFeed() ? assembly.appliedFeed() : null;
    }

    DeadLetterSink deadLetters() {
        return deadLetters;
    }

    AppliedFeed feed() {
        return feed == null ? AppliedFeed.NONE : feed;
    }

    /** Waits for what is under way, within the time that a stop may take. */
    void close() throws InterruptedException {
        var feedClosed = feed == null ? Future.<Void>succeededFuture() : feed.close();
        VertxCalls.await(Future.join(feedClosed, deadLetters.close()));
    }
}
