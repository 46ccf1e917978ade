package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.worker.mysql.SchemaInspector.Inspection;
import org.diracgrid.ingest.worker.port.AppliedFeed;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;

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
    private final InstantSource wallClock;

    private MySqlStore(
            ServerPools servers, SchemaReport report, Schema schema, JobFold rules, InstantSource wallClock) {
        this.servers = servers;
        this.report = report;
        this.schema = schema;
        this.rules = rules;
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

    /** The writer of all lanes; it may be called on any number of contexts at a time, up to the pool's size. */
    public StoreWriter writer() {
        return writer(AppliedFeed.NONE);
    }

    /** The same; what its commits did to jobs goes to {@code feed} before a write is answered. */
    public StoreWriter writer(AppliedFeed feed) {
        return new MySqlWriter(servers, schema, rules, wallClock, feed);
    }

    /** Closes all connections that are not in use. */
    public Future<Void> close() {
        return servers.close();
    }

    private static Future<Inspection> inspect(ServerPools servers, MySqlSettings settings) {
        return servers.acquire()
                .compose(connections -> new SchemaInspector(connections, TableNames.of(settings))
                        .inspect()
                        .onFailure(failure -> connections.kill())
                        .onComplete(done -> servers.release(connections)))
                .recover(failure -> Future.failedFuture(MySqlFailures.of(failure)));
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
        return Future.succeededFuture(new MySqlStore(servers, inspection.report(), schema, rules, wallClock));
    }
}
