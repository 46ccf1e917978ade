package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * Writes batches of job events, one transaction per batch (see {@link BatchTransaction}).
 *
 * <p>Idempotent: an event whose updates are all in the history already changes nothing, so a batch whose commit was not
 * answered is simply written again. One connection per batch in flight, of the lane's own context.
 *
 * <p>Thread-safe: it holds nothing that changes but the connections, which are kept apart by context.
 */
public final class MySqlWriter implements StoreWriter {

    private final LaneConnections connections;
    private final Schema schema;
    private final InstantSource wallClock;

    MySqlWriter(LaneConnections connections, Schema schema, InstantSource wallClock) {
        this.connections = connections;
        this.schema = schema;
        this.wallClock = wallClock;
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        BatchFold fold = new BatchFold(batch, schema.textRules());
        if (fold.jobIds().isEmpty()) {
            return Future.succeededFuture(fold.outcomes());
        }
        return connections
                .acquire()
                .compose(connection -> write(fold, connection))
                .recover(cause -> Future.failedFuture(MySqlFailures.of(cause)));
    }

    private Future<List<WriteOutcome>> write(BatchFold fold, LaneConnection connection) {
        return new BatchTransaction(connection, schema, fold, wallClock)
                .run()
                .onComplete(done -> connections.release(connection));
    }

    /** Closes the connections; the writer shares them with its {@link MySqlStore}. */
    @Override
    public Future<Void> close() {
        return connections.close();
    }
}
