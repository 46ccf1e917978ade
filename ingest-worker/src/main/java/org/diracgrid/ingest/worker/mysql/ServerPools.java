package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lends lanes what they write a batch through: a connection to each server and account that has one of the databases.
 *
 * <p>Thread-safe: immutable but for the connections, which are kept apart by context.
 */
final class ServerPools {

    private final LaneConnections jobs;
    private final LaneConnections logging;
    private final LaneConnections taskQueue;
    private final @Nullable LaneConnections pilots;
    private final Set<LaneConnections> distinct = new LinkedHashSet<>(); // one for each server and account

    /**
     * @throws IllegalArgumentException if this machine cannot do what one of the URLs asks for
     */
    ServerPools(Vertx vertx, MySqlSettings settings) {
        DatabaseUrl jobDb = settings.jobDb();
        DatabaseUrl loggingDb = settings.jobLoggingDb();
        DatabaseUrl taskQueueDb = settings.taskQueueDb();
        this.jobs = new LaneConnections(vertx, jobDb, settings);
        this.logging = loggingDb.isSameServerAndUser(jobDb) ? jobs : new LaneConnections(vertx, loggingDb, settings);
        if (taskQueueDb == null || taskQueueDb.isSameServerAndUser(jobDb)) {
            this.taskQueue = jobs;
        } else if (taskQueueDb.isSameServerAndUser(loggingDb)) {
            this.taskQueue = logging;
        } else {
            this.taskQueue = new LaneConnections(vertx, taskQueueDb, settings);
        }
        PilotSettings pilotSettings = settings.pilots();
        this.pilots =
                pilotSettings == null ? null : new LaneConnections(vertx, pilotSettings.pilotAgentsDb(), settings);
        distinct.addAll(List.of(jobs, logging, taskQueue));
        if (pilots != null && pilotSettings != null && !isAmong(settings, pilotSettings.pilotAgentsDb())) {
            distinct.add(pilots);
        }
    }

    private static boolean isAmong(MySqlSettings settings, DatabaseUrl pilotAgentsDb) {
        DatabaseUrl taskQueueDb = settings.taskQueueDb();
        return pilotAgentsDb.isSameServerAndUser(settings.jobDb())
                || pilotAgentsDb.isSameServerAndUser(settings.jobLoggingDb())
                || (taskQueueDb != null && pilotAgentsDb.isSameServerAndUser(taskQueueDb));
    }

    /** Lends connections of the current context; whoever gets them must {@link #release} them, whatever happens. */
    Future<BatchConnections> acquire() {
        Future<LaneConnection> connected = jobs.acquire();
        return logging == jobs && taskQueue == jobs
                ? connected.map(BatchConnections::of)
                : connected.compose(this::withLogging);
    }

    private Future<BatchConnections> withLogging(LaneConnection own) {
        return logging == jobs
                ? withTaskQueue(own, own)
                : logging.acquire()
                        .onFailure(failure -> jobs.release(own))
                        .compose(connection -> withTaskQueue(own, connection));
    }

    private Future<BatchConnections> withTaskQueue(LaneConnection own, LaneConnection log) {
        if (taskQueue == jobs || taskQueue == logging) {
            return Future.succeededFuture(new BatchConnections(own, log, taskQueue == jobs ? own : log));
        }
        return taskQueue
                .acquire()
                .map(connection -> new BatchConnections(own, log, connection))
                .onFailure(failure -> release(new BatchConnections(own, log, own)));
    }

    /** Takes them back on their context; those that were killed are forgotten. */
    void release(BatchConnections connections) {
        jobs.release(connections.jobs());
        if (connections.logging() != connections.jobs()) {
            logging.release(connections.logging());
        }
        if (connections.taskQueue() != connections.jobs() && connections.taskQueue() != connections.logging()) {
            taskQueue.release(connections.taskQueue());
        }
    }

    /** Connections for pilots, which are not among those of a batch; null where pilots are left alone. */
    @Nullable
    LaneConnections pilots() {
        return pilots;
    }

    /** Asks every server for a sign of life, at the same time; see {@link LaneConnections#ping}. */
    Future<Void> ping(long limitMs) {
        return Future.all(distinct.stream().map(server -> server.ping(limitMs)).toList())
                .mapEmpty();
    }

    /** Closes what is idle. */
    Future<Void> close() {
        Set<LaneConnections> pools = new LinkedHashSet<>(List.of(jobs, logging, taskQueue));
        if (pilots != null) {
            pools.add(pilots);
        }
        return Future.join(pools.stream().map(LaneConnections::close).toList()).mapEmpty();
    }
}
