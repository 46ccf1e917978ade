package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.AppliedJob;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches: of job events, one transaction per batch (see {@link BatchTransaction}), and tells the feed of what was
 * committed before it answers; then what there is of pilots (see {@link PilotWriter}).
 *
 * <p>Idempotent: an event that the tables show already changes nothing, so a batch whose commit was not answered, or of
 * which the feed could not be told, is simply written again. One connection per server and batch in flight, of the lane's own context.
 *
 * <p>Confined to its lane's context.
 */
public final class MySqlWriter implements StoreWriter {

    private final ServerPools servers;
    private final Schema schema;
    private final JobFold rules;
    private final @Nullable PilotWriter pilots;
    private final InstantSource wallClock;
    private final AppliedFeed feed;

    MySqlWriter(
            ServerPools servers,
            Schema schema,
            JobFold rules,
            @Nullable PilotWriter pilots,
            InstantSource wallClock,
            AppliedFeed feed) {
        this.servers = servers;
        this.schema = schema;
        this.rules = rules;
        this.pilots = pilots;
        this.wallClock = wallClock;
        this.feed = feed;
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        return PilotBatch.concerns(batch)
                ? writeJobs(batch).compose(outcomes -> writePilots(batch, outcomes))
                : writeJobs(batch);
    }

    private Future<List<WriteOutcome>> writePilots(WriteBatch batch, List<WriteOutcome> outcomes) {
        if (pilots == null) {
            return Future.failedFuture(new StoreException(
                    new StoreFailure(
                            StoreFailure.Kind.FATAL,
                            MySqlFailures.STORE,
                            "PILOTS",
                            "there is an event of pilots, but no PilotAgentsDB"),
                    null));
        }
        PilotBatch ofPilots = new PilotBatch(batch, pilots.texts());
        return pilots.write(ofPilots).map(unused -> ofPilots.mergedInto(outcomes));
    }

    private Future<List<WriteOutcome>> writeJobs(WriteBatch batch) {
        BatchFold fold = new BatchFold(batch, schema.textRules());
        if (fold.jobIds().isEmpty()) {
            return Future.succeededFuture(fold.outcomes());
        }
        return servers.acquire()
                .compose(connections -> write(batch, fold, connections))
                .compose(outcomes -> publish(fold.applied(), batch.leave()).map(outcomes))
                .recover(cause -> Future.failedFuture(MySqlFailures.of(cause)));
    }

    private Future<List<WriteOutcome>> write(WriteBatch batch, BatchFold fold, BatchConnections connections) {
        return new BatchTransaction(connections, schema, fold, rules, wallClock, batch.leave())
                .run()
                .onComplete(done -> servers.release(connections));
    }

    /** Behind the commit and after the connections went back; what is not published is written, and so published, again. */
    private Future<Void> publish(List<AppliedJob> jobs, WriteLeave leave) {
        if (jobs.isEmpty()) {
            return Future.succeededFuture();
        }
        return feed.publish(jobs, leave).recover(cause -> Future.failedFuture(MySqlFailures.ofFeed(cause)));
    }

    /** Closes the connections; the writer shares them with its {@link MySqlStore}. */
    @Override
    public Future<Void> close() {
        return servers.close();
    }
}
