package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections that one batch is written through: one per server and account, and the same one wherever databases share
 * these. Where they share all, which is the usual case, a batch is one transaction.
 *
 * <p>Where they do not, no commit spans them, so their order decides what an accident between two of them leaves behind.
 * LoggingInfo comes first: log rows without their effect on Jobs are found and repaired when the events come again, the
 * other way round could not be told from a new event. Jobs comes last: while it is not committed, everything is done again,
 * and leaving a task queue twice does no harm.
 *
 * <p><b>Deadlocks.</b> No server sees a circle of waits that leads over another one. There is none among workers: each locks
 * all its Jobs rows before it touches another table, so two that hold locks anywhere have no job in common, and rows of
 * other jobs they do not wait for. DiracX locks in the same order, Jobs, task queue, log. Whoever does it otherwise, and a
 * connection that was lost but not yet by its server, is waited for up to {@code innodb_lock_wait_timeout}; then the batch
 * fails transiently, on all servers, and is written again.
 *
 * <p>Confined to the context of its connections.
 *
 * @param jobs reaches Jobs, JobCommands and HeartBeatLoggingInfo
 * @param logging reaches LoggingInfo
 * @param taskQueue reaches tq_Jobs; the same as {@code jobs} where there is no TaskQueueDB
 */
record BatchConnections(LaneConnection jobs, LaneConnection logging, LaneConnection taskQueue) {

    /** All databases through one connection. */
    static BatchConnections of(LaneConnection connection) {
        return new BatchConnections(connection, connection, connection);
    }

    /** Whether no transaction reaches both the jobs and their history. */
    boolean isHistoryApart() {
        return logging != jobs;
    }

    /** Each connection once, in the order in which they are committed. */
    List<LaneConnection> inCommitOrder() {
        List<LaneConnection> order = new ArrayList<>(3);
        if (logging != jobs) {
            order.add(logging);
        }
        if (taskQueue != jobs && taskQueue != logging) {
            order.add(taskQueue);
        }
        order.add(jobs);
        return order;
    }

    /** Commits one server after the other; a failure leaves those behind it uncommitted. */
    Future<?> commit() {
        Future<?> last = Future.succeededFuture();
        for (LaneConnection connection : inCommitOrder()) {
            last = last.compose(unused -> connection.query("COMMIT"));
        }
        return last;
    }

    /** Rolls back everywhere; a connection that cannot say so is closed, which has the same effect. Never fails. */
    Future<Void> rollback() {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (LaneConnection connection : inCommitOrder()) {
            answers.add(connection.query("ROLLBACK").onFailure(failure -> connection.kill()));
        }
        return Future.join(answers).transform(done -> Future.succeededFuture());
    }

    /** Closes the sockets; the servers roll back what was not committed. */
    void kill() {
        inCommitOrder().forEach(LaneConnection::kill);
    }
}
