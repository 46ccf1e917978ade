package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;

/**
 * Statements on {@code JobLoggingDB.LoggingInfo}. The numbers of new rows follow the stored ones; on DIRAC's own schema a
 * trigger numbers them again, with the same result because the job's Jobs row is locked. Immutable.
 */
final class LoggingTable {

    private static final String COLUMNS =
            "(JobID, SeqNum, Status, MinorStatus, ApplicationStatus, StatusTime, StatusTimeOrder, StatusSource)";

    private final String table;

    LoggingTable(TableNames names) {
        this.table = names.loggingInfo();
    }

    /** Reads the history of {@code jobIds}; a job without rows is missing from the answer. */
    Future<Map<Integer, List<StoredLogRow>>> read(LaneConnection connection, List<Integer> jobIds) {
        Map<Integer, List<StoredLogRow>> rows = new HashMap<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Integer> part : RowBuckets.padded(jobIds)) {
            answers.add(connection
                    .execute(readSql(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> read(found, rows)));
        }
        return Future.all(answers).map(rows);
    }

    /** Inserts {@code rows}, ascending by job and number, which is the order of the primary key. */
    List<Future<RowSet<Row>>> insert(LaneConnection connection, List<LogRow> rows) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<LogRow> part : RowBuckets.split(rows)) {
            answers.add(connection.execute(insertSql(part.size()), parameters(part)));
        }
        return answers;
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(readSql(1), insertSql(1));
    }

    /**
     * The order value comes back as whole milliseconds: exact for NUMERIC, and rounding undoes the binary error of DOUBLE.
     * FORCE INDEX: on a small table the server would rather read all of it.
     */
    private String readSql(int jobs) {
        return "SELECT JobID, SeqNum, Status, MinorStatus, ApplicationStatus, CAST(StatusTimeOrder * 1000 AS SIGNED),"
                + " StatusSource FROM " + table + " FORCE INDEX (PRIMARY) WHERE JobID IN ("
                + RowBuckets.repeat("?", jobs) + ')';
    }

    private String insertSql(int rows) {
        return "INSERT INTO " + table + ' ' + COLUMNS + " VALUES " + RowBuckets.repeat("(?,?,?,?,?,?,?,?)", rows);
    }

    /** The parameters of an insertion. */
    static Tuple parameters(List<LogRow> rows) {
        Tuple tuple = Tuple.tuple();
        for (LogRow row : rows) {
            tuple.addInteger(row.jobId());
            tuple.addInteger(row.seqNum());
            tuple.addString(row.status());
            tuple.addString(row.minorStatus());
            tuple.addString(row.applicationStatus());
            tuple.addLocalDateTime(SqlTime.of(row.timeMicros()));
            // As decimal text, so that both column types round from the exact value.
            tuple.addBigDecimal(BigDecimal.valueOf(row.orderMillis(), 3));
            tuple.addString(row.source());
        }
        return tuple;
    }

    private static void read(RowSet<Row> found, Map<Integer, List<StoredLogRow>> rows) {
        for (Row row : found) {
            rows.computeIfAbsent(row.getInteger(0), unused -> new ArrayList<>())
                    .add(new StoredLogRow(
                            row.getInteger(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getString(6)));
        }
    }
}
