package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements on {@code TaskQueueDB.tq_Jobs}: killed jobs leave their queue, the queues themselves stay, as DiracX leaves
 * them.
 *
 * <p>DiracX's key begins with the queue, so a DELETE by job would read the whole table and wait for every row that a
 * matcher holds. The rows are looked up without locks first, and deleted by their full key. Immutable.
 */
final class TaskQueueTable {

    private final @Nullable String table;

    TaskQueueTable(TableNames names) {
        this.table = names.taskQueueJobs();
    }

    /** Takes {@code jobIds} out of their queues. */
    Future<Void> remove(LaneConnection connection, List<Integer> jobIds) {
        if (table == null || jobIds.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Integer> part : RowBuckets.padded(jobIds)) {
            answers.add(connection.execute(findSql(table, part.size()), Tuple.tuple(new ArrayList<>(part))));
        }
        return Future.all(answers).compose(found -> delete(connection, table, entries(answers)));
    }

    /** One statement of each kind, for the server to check; none without a TaskQueueDB. */
    List<String> statements() {
        return table == null ? List.of() : List.of(findSql(table, 1), deleteSql(table, 1));
    }

    private record Entry(int queueId, int jobId) {}

    private static List<Entry> entries(List<Future<RowSet<Row>>> answers) {
        List<Entry> entries = new ArrayList<>();
        for (Future<RowSet<Row>> answer : answers) {
            for (Row row : answer.result()) {
                entries.add(new Entry(row.getInteger(0), row.getInteger(1)));
            }
        }
        return entries;
    }

    private static Future<Void> delete(LaneConnection connection, String table, List<Entry> entries) {
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Entry> part : RowBuckets.split(entries)) {
            Tuple parameters = Tuple.tuple();
            for (Entry entry : part) {
                parameters.addInteger(entry.queueId());
                parameters.addInteger(entry.jobId());
            }
            answers.add(connection.execute(deleteSql(table, part.size()), parameters));
        }
        return Future.all(answers).mapEmpty();
    }

    private static String findSql(String table, int jobs) {
        return "SELECT TQId, JobId FROM " + table + " WHERE JobId IN (" + RowBuckets.repeat("?", jobs)
                + ") ORDER BY TQId, JobId";
    }

    private static String deleteSql(String table, int rows) {
        return "DELETE FROM " + table + " WHERE (TQId = ? AND JobId = ?)"
                + " OR (TQId = ? AND JobId = ?)".repeat(rows - 1);
    }
}
