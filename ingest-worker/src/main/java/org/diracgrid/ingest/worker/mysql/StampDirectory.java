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
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.worker.mysql.LaneConnections.Session;
import org.diracgrid.ingest.worker.port.StoreException;

/**
 * Tells the number and the VO of pilots from {@code PilotAgentsDB.PilotAgents}, for a store that needs them and may work
 * while MySQL is down: nothing is connected to before the first question, and a question that fails leaves the next one as
 * it was.
 *
 * <p>A question is a scan of the table where it has no index on {@code PilotStamp}: ask for many stamps at once, and
 * remember what was found. It reads committed rows, locks none, and leaves no transaction open. Its connections are its
 * own: one per context that asks, of the account of the URL, which needs no privilege but SELECT on {@code PilotAgents}.
 *
 * <p>Thread-safe: connections are kept apart by context.
 */
public final class StampDirectory {

    /**
     * What is known of a pilot.
     *
     * @param pilotId its number, 1 … 4 294 967 295
     * @param vo as it stands in the table
     */
    public record Pilot(long pilotId, String vo) {}

    private final LaneConnections connections;

    /**
     * @param pilotAgentsDb where PilotAgents is
     * @param lanes contexts that may ask at a time, 1 or more
     * @param connectTimeout for the TCP connection, above zero; {@code connect_timeout} of the URL goes before it
     * @param statementTimeout how long the server may stay silent on one statement, at least 1 s
     * @throws IllegalArgumentException if this machine cannot do what {@code pilotAgentsDb} asks for
     */
    public StampDirectory(
            Vertx vertx, DatabaseUrl pilotAgentsDb, int lanes, Duration connectTimeout, Duration statementTimeout) {
        this.connections =
                new LaneConnections(vertx, pilotAgentsDb, lanes, connectTimeout, statementTimeout, Session.LOOK_UPS);
    }

    /** The form in which {@link #find} answers: of stamps that the database takes for one, it is the same. */
    public static String normalised(String stamp) {
        return canBeStored(stamp) ? PilotName.ofStamp(stamp).compared().text() : stamp;
    }

    /**
     * Looks pilots up. Called on a context, and answered on it; one question per context at a time.
     *
     * @param stamps any number, in any spelling; one that is too long, or has letters beyond ASCII, is no pilot's
     * @return the pilots that exist, by normalised stamp; of several with one stamp, the first, as DiracX takes it. Or a
     *     failure with a {@link StoreException}, {@code FATAL} where the account or the table is not what it should be,
     *     {@code TRANSIENT} where the server is away
     */
    public Future<Map<String, Pilot>> find(Set<String> stamps) {
        Set<String> asked = new TreeSet<>();
        stamps.stream()
                .filter(StampDirectory::canBeStored)
                .map(StampDirectory::normalised)
                .forEach(asked::add);
        if (asked.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return connections
                .acquire()
                .compose(connection -> select(connection, List.copyOf(asked))
                        .onFailure(failure -> connection.kill())
                        .onComplete(done -> connections.release(connection)))
                .recover(cause -> Future.failedFuture(MySqlFailures.of(cause)));
    }

    /** Closes the connections. Nobody asks when it is called. */
    public Future<Void> close() {
        return connections.close();
    }

    /** Not every column can be compared with letters beyond ASCII: the server may refuse the statement. */
    private static boolean canBeStored(String stamp) {
        return PilotName.isName(PilotName.Column.STAMP, stamp) && stamp.chars().allMatch(letter -> letter < 0x80);
    }

    private static Future<Map<String, Pilot>> select(LaneConnection connection, List<String> stamps) {
        Map<String, Pilot> pilots = new HashMap<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<String> part : RowBuckets.padded(stamps)) {
            answers.add(connection
                    .execute(selectSql(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> found.forEach(row -> pilots.merge(
                            normalised(row.getString(1)),
                            new Pilot(row.getLong(0), row.getString(2)),
                            StampDirectory::first))));
        }
        return Future.all(answers).map(pilots);
    }

    private static Pilot first(Pilot one, Pilot other) {
        return one.pilotId() < other.pilotId() ? one : other;
    }

    private static String selectSql(int stamps) {
        return "SELECT PilotID, PilotStamp, VO FROM PilotAgents WHERE PilotStamp IN (" + RowBuckets.repeat("?", stamps)
                + ')';
    }
}
