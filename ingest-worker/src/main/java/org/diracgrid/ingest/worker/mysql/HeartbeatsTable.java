package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.lifecycle.HeartbeatKey;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;

/**
 * Statements on {@code JobDB.HeartBeatLoggingInfo}. Its key is (JobID, Name, HeartBeatTime) in whole seconds.
 *
 * <p>Values go as doubles into a column of text, so that the server writes the number as it does for DiracX ({@code 1024},
 * {@code 2.5}, {@code 1e15}). A row that is there already takes the new value: were the old one kept, two heartbeats of
 * one second would end in the first or in the second value depending on where batches are cut. A redelivered heartbeat
 * brings the value that it brought before, and those that followed it are redelivered behind it. Immutable.
 */
final class HeartbeatsTable {

    /** One key of the table. */
    record StoredKey(int jobId, HeartbeatKey key) {}

    private final String table;

    HeartbeatsTable(TableNames names) {
        this.table = names.heartbeats();
    }

    /** Those of {@code keys} that have a row, by job; a job without any is missing from the answer. */
    Future<Map<Integer, Set<HeartbeatKey>>> find(LaneConnection connection, List<StoredKey> keys) {
        Map<Integer, Set<HeartbeatKey>> stored = new HashMap<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<StoredKey> part : RowBuckets.split(keys)) {
            Tuple parameters = Tuple.tuple();
            part.forEach(each -> addKey(parameters, each.jobId(), each.key()));
            answers.add(connection.execute(findSql(part.size()), parameters).onSuccess(found -> read(found, stored)));
        }
        return Future.all(answers).map(stored);
    }

    /** Writes {@code rows}, each key once, ascending by job. */
    List<Future<RowSet<Row>>> insert(LaneConnection connection, List<HeartbeatRow> rows) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<HeartbeatRow> part : RowBuckets.split(rows)) {
            Tuple parameters = Tuple.tuple();
            for (HeartbeatRow row : part) {
                addKey(parameters, row.jobId(), row.key());
                parameters.addDouble(row.value());
            }
            answers.add(connection.execute(insertSql(part.size()), parameters));
        }
        return answers;
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(findSql(1), insertSql(1));
    }

    /** Whole keys joined by OR are looked up one by one; MariaDB reads the table for a list of tuples. */
    private String findSql(int keys) {
        String key = "(JobID = ? AND Name = ? AND HeartBeatTime = ?)";
        return "SELECT JobID, Name, HeartBeatTime FROM " + table + " FORCE INDEX (PRIMARY) WHERE " + key
                + (" OR " + key).repeat(keys - 1);
    }

    private String insertSql(int rows) {
        return "INSERT INTO " + table + " (JobID, Name, HeartBeatTime, Value) VALUES "
                + RowBuckets.repeat("(?,?,?,?)", rows) + " ON DUPLICATE KEY UPDATE Value = VALUES(Value)";
    }

    private static void addKey(Tuple parameters, int jobId, HeartbeatKey key) {
        parameters.addInteger(jobId);
        parameters.addString(key.measure().text());
        parameters.addLocalDateTime(SqlTime.of(key.timeMicros()));
    }

    private static void read(RowSet<Row> found, Map<Integer, Set<HeartbeatKey>> stored) {
        for (Row row : found) {
            HeartbeatMeasure measure = HeartbeatMeasure.of(row.getString(1));
            if (measure != null) {
                stored.computeIfAbsent(row.getInteger(0), unused -> new HashSet<>())
                        .add(new HeartbeatKey(measure, SqlTime.micros(row.getLocalDateTime(2))));
            }
        }
    }
}
