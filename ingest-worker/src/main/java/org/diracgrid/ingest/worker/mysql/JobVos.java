package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.ingest.worker.mysql.LaneConnections.Session;
import org.diracgrid.ingest.worker.port.StoreException;

/**
 * Tells the VO of jobs from {@code JobDB.Jobs}, for a store that needs it and may work while MySQL is down: nothing is
 * connected to before the first question, and a question that fails leaves the next one as it was.
 *
 * <p>It reads committed rows, locks none, and leaves no transaction open. Its connections are its own: one per context
 * that asks, of the account of the JobDB URL, which needs no privilege but SELECT on {@code Jobs}.
 *
 * <p>Thread-safe: connections are kept apart by context.
 */
public final class JobVos {

    private final LaneConnections connections;

    /**
     * @param jobDb where Jobs is
     * @param lanes contexts that may ask at a time, 1 or more
     * @param connectTimeout for the TCP connection, above zero; {@code connect_timeout} of the URL goes before it
     * @param statementTimeout how long the server may stay silent on one statement, at least 1 s
     * @throws IllegalArgumentException if this machine cannot do what {@code jobDb} asks for
     */
    public JobVos(Vertx vertx, DatabaseUrl jobDb, int lanes, Duration connectTimeout, Duration statementTimeout) {
        this.connections = new LaneConnections(vertx, jobDb, lanes, connectTimeout, statementTimeout, Session.LOOK_UPS);
    }

    /**
     * Looks jobs up. Called on a context, and answered on it; one question per context at a time.
     *
     * @param jobIds any number
     * @return the VO of each job that exists; or a failure with a {@link StoreException}, {@code FATAL} where the account
     *     or the table is not what it should be, {@code TRANSIENT} where the server is away
     */
    public Future<Map<Integer, String>> find(Set<Integer> jobIds) {
        if (jobIds.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return connections
                .acquire()
                .compose(connection -> select(connection, List.copyOf(new TreeSet<>(jobIds)))
                        .onFailure(failure -> connection.kill())
                        .onComplete(done -> connections.release(connection)))
                .recover(cause -> Future.failedFuture(MySqlFailures.of(cause)));
    }

    /** Closes the connections that no question is under way on. */
    public Future<Void> close() {
        return connections.close();
    }

    private static Future<Map<Integer, String>> select(LaneConnection connection, List<Integer> jobIds) {
        Map<Integer, String> vos = new HashMap<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Integer> part : RowBuckets.padded(jobIds)) {
            answers.add(connection
                    .execute(selectSql(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> found.forEach(row -> vos.put(row.getInteger(0), row.getString(1)))));
        }
        return Future.all(answers).map(vos);
    }

    private static String selectSql(int jobs) {
        return "SELECT JobID, VO FROM Jobs WHERE JobID IN (" + RowBuckets.repeat("?", jobs) + ')';
    }
}
