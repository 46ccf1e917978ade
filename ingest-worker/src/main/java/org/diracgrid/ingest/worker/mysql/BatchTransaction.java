package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.model.lifecycle.HeartbeatKey;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * One batch, one transaction (or one per server, see {@link BatchConnections}): lock and load, fold, write, commit.
 *
 * <pre>
 *   SELECT Jobs … FOR UPDATE      lock, ascending by id; serialises the workers
 *   SELECT LoggingInfo            sent along if on the same server; READ COMMITTED, so it sees what was committed before the lock
 *   SELECT HeartBeatLoggingInfo   only where there are heartbeats
 *   (fold in memory)
 *   INSERT LoggingInfo            these and what follows are on the wire together
 *   UPDATE Jobs
 *   INSERT JobCommands
 *   INSERT HeartBeatLoggingInfo
 *   SELECT, DELETE tq_Jobs        only where jobs were killed
 *   COMMIT                        only after all of them were answered; with several servers one after the other
 * </pre>
 *
 * Confined to the lane that writes the batch.
 */
final class BatchTransaction {

    private final BatchConnections connections;
    private final Schema schema;
    private final BatchFold fold;
    private final JobFold rules;
    private final InstantSource wallClock;
    private final WriteLeave leave;

    BatchTransaction(
            BatchConnections connections,
            Schema schema,
            BatchFold fold,
            JobFold rules,
            InstantSource wallClock,
            WriteLeave leave) {
        this.leave = leave;
        this.connections = connections;
        this.schema = schema;
        this.fold = fold;
        this.rules = rules;
        this.wallClock = wallClock;
    }

    /** The outcomes once the transaction is committed; after a failure it is rolled back or its connection is closed. */
    Future<List<WriteOutcome>> run() {
        return load().compose(unused -> write())
                .compose(unused -> schema.taskQueue().remove(connections.taskQueue(), fold.leavingJobIds()))
                .compose(unused -> leave.isGiven() ? connections.commit() : Future.failedFuture(WriteLeave.refused()))
                .map(unused -> fold.outcomes())
                .recover(this::undo);
    }

    /**
     * Every row is locked before any history is read: one connection runs statements in the order in which they are sent,
     * and of two connections the second has to wait.
     */
    private Future<?> load() {
        List<Integer> jobIds = fold.jobIds();
        Future<Map<Integer, JobRow>> rows = schema.jobs().lock(connections.jobs(), jobIds);
        Future<Map<Integer, List<StoredLogRow>>> histories = connections.isHistoryApart()
                ? rows.compose(unused -> schema.logging().read(connections.logging(), jobIds))
                : schema.logging().read(connections.logging(), jobIds);
        Future<Map<Integer, Set<HeartbeatKey>>> heartbeats =
                schema.heartbeats().find(connections.jobs(), fold.heartbeatTraces());
        return Future.all(rows, histories, heartbeats)
                .onSuccess(unused -> fold.apply(
                        rows.result(),
                        histories.result(),
                        heartbeats.result(),
                        schema.timeOrderColumn(),
                        rules,
                        wallMicros()));
    }

    private long wallMicros() {
        Instant now = wallClock.instant();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }

    /**
     * Nothing here may send a statement after another one was answered: if one fails, what is sent later would follow the
     * rollback and be committed with the next batch.
     */
    private Future<?> write() {
        List<Future<?>> answers = new ArrayList<>();
        answers.addAll(schema.logging().insert(connections.logging(), fold.logRows()));
        answers.addAll(schema.jobs().update(connections.jobs(), fold.changedJobs()));
        answers.addAll(schema.commands().insert(connections.jobs(), fold.kills()));
        answers.addAll(schema.heartbeats().insert(connections.jobs(), fold.heartbeatRows()));
        return Future.all(answers);
    }

    /** Brings the connections back to where they were, or closes them, and passes the failure on. */
    private Future<List<WriteOutcome>> undo(Throwable cause) {
        if (!MySqlFailures.leavesConnectionUsable(cause)) {
            connections.kill();
            return Future.failedFuture(cause);
        }
        return connections.rollback().compose(unused -> Future.failedFuture(cause));
    }
}
