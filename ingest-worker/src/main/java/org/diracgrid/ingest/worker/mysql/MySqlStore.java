package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.pilot.PilotFold;
import org.diracgrid.ingest.worker.mysql.SchemaInspector.Inspection;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreProbe;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.jspecify.annotations.Nullable;

/**
 * The MySQL or MariaDB servers of one DiracX installation, inspected and ready to be written to.
 *
 * <p>Thread-safe: its parts are immutable or kept apart by Vert.x context.
 */
public final class MySqlStore {

    private final ServerPools servers;
    private final SchemaReport report;
    private final Schema schema;
    private final JobFold rules;
    private final PilotFold pilotRules;
    private final InstantSource wallClock;

    private MySqlStore(
            ServerPools servers,
            SchemaReport report,
            Schema schema,
            JobFold rules,
            PilotFold pilotRules,
            InstantSource wallClock) {
        this.servers = servers;
        this.report = report;
        this.schema = schema;
        this.rules = rules;
        this.pilotRules = pilotRules;
        this.wallClock = wallClock;
    }

    /**
     * Connects and inspects.
     *
     * @param wallClock the current time, for LastUpdateTime
     * @return the store; or a failure with a {@link StoreException}, {@code FATAL} where the account, the tables or their
     *     columns are not what the worker needs, {@code TRANSIENT} where the server could not be reached
     * @throws IllegalArgumentException if this machine cannot do what one of the URLs asks for
     */
    public static Future<MySqlStore> open(Vertx vertx, MySqlSettings settings, InstantSource wallClock) {
        ServerPools servers = new ServerPools(vertx, settings);
        return inspect(servers, settings)
                .compose(inspection -> open(servers, inspection, settings, wallClock))
                .onFailure(failure -> servers.close());
    }

    /**
     * Connects, inspects and disconnects: the report says what is wrong.
     *
     * @return the report; or a failure with a {@link StoreException} where the server could not be reached or refused the
     *     account
     * @throws IllegalArgumentException if this machine cannot do what one of the URLs asks for
     */
    public static Future<SchemaReport> check(Vertx vertx, MySqlSettings settings) {
        ServerPools servers = new ServerPools(vertx, settings);
        return inspect(servers, settings).map(Inspection::report).eventually(servers::close);
    }

    /** What was found when the store was opened. */
    public SchemaReport report() {
        return report;
    }

    /** The writer of one more lane; there may be as many as the pool has connections. */
    public StoreWriter writer() {
        return writer(AppliedFeed.NONE);
    }

    /** The same; what its commits did to jobs goes to {@code feed} before a write is answered. */
    public StoreWriter writer(AppliedFeed feed) {
        return new MySqlWriter(servers, schema, rules, pilotWriter(), wallClock, feed);
    }

    /** Asks every server for a sign of life; see {@link StoreProbe}. */
    public Future<Void> ping() {
        return servers.ping(StoreProbe.PING_MAX_MS).recover(cause -> Future.failedFuture(MySqlFailures.of(cause)));
    }

    private @Nullable PilotWriter pilotWriter() {
        LaneConnections connections = servers.pilots();
        PilotSchema pilots = schema.pilots();
        return connections == null || pilots == null
                ? null
                : new PilotWriter(connections, pilots, pilotRules, wallClock);
    }

    /** Closes all connections that are not in use. */
    public Future<Void> close() {
        return servers.close();
    }

    private static Future<Inspection> inspect(ServerPools servers, MySqlSettings settings) {
        return servers.acquire()
                .compose(connections -> inspect(servers, connections, settings)
                        .onFailure(failure -> connections.kill())
                        .onComplete(done -> servers.release(connections)))
                .recover(failure -> Future.failedFuture(MySqlFailures.of(failure)));
    }

    private static Future<Inspection> inspect(
            ServerPools servers, BatchConnections connections, MySqlSettings settings) {
        TableNames names = TableNames.of(settings);
        LaneConnections pilots = servers.pilots();
        PilotSettings pilotSettings = settings.pilots();
        if (pilots == null || pilotSettings == null) {
            return new SchemaInspector(connections, names, null, null).inspect();
        }
        PilotTableNames pilotNames =
                new PilotTableNames(pilotSettings.pilotAgentsDb().database());
        return pilots.acquire()
                .compose(connection -> new SchemaInspector(connections, names, connection, pilotNames)
                        .inspect()
                        .onFailure(failure -> connection.kill())
                        .onComplete(done -> pilots.release(connection)));
    }

    private static Future<MySqlStore> open(
            ServerPools servers, Inspection inspection, MySqlSettings settings, InstantSource wallClock) {
        Schema schema = inspection.schema();
        if (schema == null) {
            StoreFailure failure = new StoreFailure(
                    StoreFailure.Kind.FATAL,
                    MySqlFailures.STORE,
                    "SCHEMA",
                    inspection.report().problems());
            return Future.failedFuture(new StoreException(failure, null));
        }
        JobFold rules =
                settings.isHistoryApart() ? JobFold.ofSplitCommits(settings.fold()) : new JobFold(settings.fold());
        PilotSettings pilots = settings.pilots();
        PilotFold pilotRules = new PilotFold(pilots == null ? Set.of() : pilots.allowedVos());
        return Future.succeededFuture(
                new MySqlStore(servers, inspection.report(), schema, rules, pilotRules, wallClock));
    }
}
