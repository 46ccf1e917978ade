package org.diracgrid.ingest.worker.mysql;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.jspecify.annotations.Nullable;

/**
 * Statements on {@code JobDB.Jobs}. Rows are locked before they are read, in the order of their ids, which every worker
 * shares; DiracX locks them one statement at a time and so may wait for us, never the other way round for two rows.
 *
 * <p>Rows are changed, never inserted: an upsert would bring a deleted job back to life. Immutable.
 */
final class JobsTable {

    /** Columns that ordinary status events change. */
    private static final Set<JobAttribute> USUAL = Set.of(
            JobAttribute.STATUS,
            JobAttribute.MINOR_STATUS,
            JobAttribute.APPLICATION_STATUS,
            JobAttribute.LAST_UPDATE_TIME,
            JobAttribute.START_EXEC_TIME,
            JobAttribute.END_EXEC_TIME,
            JobAttribute.HEART_BEAT_TIME);

    /** Name of the key, in the table and in the JSON of an update, where every column goes by its own name. */
    private static final String ID = "JobID";

    private final String table;
    private final String usualUpdate;

    JobsTable(TableNames names) {
        this.table = names.jobs();
        this.usualUpdate = updateSql(USUAL);
    }

    /** Locks and reads the rows of {@code jobIds} (ascending); those that do not exist are missing from the answer. */
    Future<Map<Integer, JobRow>> lock(LaneConnection connection, List<Integer> jobIds) {
        Map<Integer, JobRow> rows = new TreeMap<>();
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<Integer> part : RowBuckets.padded(jobIds)) {
            answers.add(connection
                    .execute(lockSql(part.size()), Tuple.tuple(new ArrayList<>(part)))
                    .onSuccess(found -> read(found, rows)));
        }
        return Future.all(answers).map(rows);
    }

    /** Writes what changed of {@code jobs} (ascending by id), and nothing else of their rows. */
    List<Future<RowSet<Row>>> update(LaneConnection connection, List<JobState> jobs) {
        List<JobState> usual = new ArrayList<>();
        List<JobState> unusual = new ArrayList<>();
        for (JobState job : jobs) {
            if (!job.changes().isEmpty()) {
                (USUAL.containsAll(job.changes().keySet()) ? usual : unusual).add(job);
            }
        }
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (List<JobState> part : parts(usual)) {
            answers.add(connection.execute(usualUpdate, Tuple.of(json(part))));
        }
        for (List<JobState> part : parts(unusual)) {
            answers.add(connection.execute(updateSql(columnsOf(part)), Tuple.of(json(part))));
        }
        return answers;
    }

    private static List<List<JobState>> parts(List<JobState> jobs) {
        List<List<JobState>> parts = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += RowBuckets.ROWS_MAX) {
            parts.add(jobs.subList(from, Math.min(from + RowBuckets.ROWS_MAX, jobs.size())));
        }
        return parts;
    }

    /** One statement of each kind, for the server to check. */
    List<String> statements() {
        return List.of(lockSql(1), updateSql(EnumSet.allOf(JobAttribute.class)));
    }

    /** FORCE INDEX: on a small table the server would read all rows, and so wait for the locks of strangers. */
    private String lockSql(int jobs) {
        return "SELECT JobID, VO, Status, MinorStatus, ApplicationStatus, StartExecTime, EndExecTime, HeartBeatTime FROM "
                + table + " FORCE INDEX (PRIMARY) WHERE JobID IN (" + RowBuckets.repeat("?", jobs)
                + ") ORDER BY JobID FOR UPDATE";
    }

    /**
     * One text for any number of rows: they come as one JSON array. A column that a row does not name is set to its own
     * value, which is the current one because the row is locked; the server touches neither it nor its index.
     */
    private String updateSql(Set<JobAttribute> columns) {
        StringBuilder types = new StringBuilder();
        StringBuilder sets = new StringBuilder();
        for (JobAttribute column : EnumSet.copyOf(columns)) {
            String name = column.column();
            types.append(", ")
                    .append(name)
                    .append(' ')
                    .append(sqlType(column))
                    .append(" PATH '$.")
                    .append(name)
                    .append("' NULL ON EMPTY ERROR ON ERROR");
            sets.append(sets.isEmpty() ? " SET j." : ", j.")
                    .append(name)
                    .append(" = COALESCE(t.")
                    .append(name)
                    .append(", j.")
                    .append(name)
                    .append(')');
        }
        return "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (" + ID + " INT PATH '$." + ID + "' ERROR ON ERROR" + types
                + ")) AS t STRAIGHT_JOIN " + table + " AS j FORCE INDEX (PRIMARY) ON j." + ID + " = t." + ID + sets;
    }

    /**
     * As long as the columns and no longer: the server keeps these rows in a temporary table of full width. A text that
     * does not fit is an error there, not a cut.
     */
    private static String sqlType(JobAttribute column) {
        return switch (column.type()) {
            case TEXT -> "VARCHAR(" + column.charactersMax() + ") CHARACTER SET utf8mb4";
            case VERIFIED, ACCOUNTED -> "VARCHAR(8) CHARACTER SET utf8mb4";
            case TIME -> "DATETIME(6)";
            case INTEGER -> "BIGINT";
        };
    }

    private static Set<JobAttribute> columnsOf(List<JobState> jobs) {
        Set<JobAttribute> columns = EnumSet.copyOf(USUAL);
        jobs.forEach(job -> columns.addAll(job.changes().keySet()));
        return columns;
    }

    /** The parameter of an update. */
    static String json(List<JobState> jobs) {
        JsonArray rows = new JsonArray(new ArrayList<>(jobs.size()));
        for (JobState job : jobs) {
            JsonObject row = new JsonObject().put(ID, job.jobId());
            job.changes().forEach((column, value) -> row.put(column.column(), jsonValue(column, value)));
            rows.add(row);
        }
        return rows.encode();
    }

    private static Object jsonValue(JobAttribute column, Object value) {
        return column.type() == JobAttribute.Type.TIME ? SqlTime.text((Long) value) : value;
    }

    private static void read(RowSet<Row> found, Map<Integer, JobRow> rows) {
        for (Row row : found) {
            int jobId = row.getInteger(0);
            rows.put(
                    jobId,
                    new JobRow(
                            jobId,
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            micros(row.getLocalDateTime(5)),
                            micros(row.getLocalDateTime(6)),
                            micros(row.getLocalDateTime(7))));
        }
    }

    private static @Nullable Long micros(@Nullable LocalDateTime time) {
        return time == null ? null : SqlTime.micros(time);
    }
}
