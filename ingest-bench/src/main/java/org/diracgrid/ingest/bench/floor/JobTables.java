package org.diracgrid.ingest.bench.floor;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.ingest.bench.floor.SqlText.Column;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;
import org.diracgrid.ingest.model.lifecycle.LogRow;

/** Writes batches of jobs on one connection, each in one transaction. Confined to one thread. */
final class JobTables implements LaneWriter {

    private static final String ID = "JobID";
    private static final List<String> LOG_COLUMNS = List.of(
            ID,
            "SeqNum",
            "Status",
            "MinorStatus",
            "ApplicationStatus",
            "StatusTime",
            "StatusTimeOrder",
            "StatusSource");
    private static final List<String> HEARTBEAT_COLUMNS = List.of(ID, "Name", "HeartBeatTime", "Value");

    /**
     * A batch with its texts.
     *
     * @param update empty if there is nothing to update
     * @param changes its parameter
     */
    private record Ready(List<LogRow> logRows, List<HeartbeatRow> heartbeatRows, String update, String changes) {}

    private final LaneConnection connection;
    private final String loggingInfo;
    private final String heartbeats;
    private final List<Ready> batches;

    /** @param connection its own; may write the tables of {@code stores} */
    JobTables(Connection connection, Stores stores, List<JobBatch> batches) throws SQLException {
        this.connection = new LaneConnection(connection);
        this.loggingInfo = stores.table("JobLoggingDB", "LoggingInfo");
        this.heartbeats = stores.table("JobDB", "HeartBeatLoggingInfo");
        String jobs = stores.table("JobDB", "Jobs");
        this.batches = batches.stream().map(batch -> ready(batch, jobs)).toList();
    }

    @Override
    public void write() throws SQLException {
        for (Ready batch : batches) {
            connection.insert(rows -> SqlText.insert(loggingInfo, LOG_COLUMNS, rows), batch.logRows(), JobTables::bind);
            connection.insert(
                    rows -> SqlText.insert(heartbeats, HEARTBEAT_COLUMNS, rows),
                    batch.heartbeatRows(),
                    JobTables::bind);
            if (!batch.update().isEmpty()) {
                connection.update(batch.update(), batch.changes());
            }
            connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Ready ready(JobBatch batch, String jobs) {
        Set<JobAttribute> changed = batch.changedColumns();
        List<Column> columns = changed.stream()
                .map(column -> new Column(column.column(), type(column)))
                .toList();
        return new Ready(
                batch.logRows(),
                batch.heartbeatRows(),
                columns.isEmpty() ? "" : SqlText.update(jobs, ID, columns),
                SqlText.json(ID, named(batch.changes())));
    }

    private static SortedMap<Integer, Map<String, Object>> named(
            SortedMap<Integer, Map<JobAttribute, Object>> changes) {
        SortedMap<Integer, Map<String, Object>> named = new TreeMap<>();
        changes.forEach((jobId, columns) -> {
            Map<String, Object> values = new HashMap<>();
            columns.forEach((column, value) -> values.put(
                    column.column(), column.type() == JobAttribute.Type.TIME ? SqlText.timeText((Long) value) : value));
            named.put(jobId, values);
        });
        return named;
    }

    private static String type(JobAttribute column) {
        return switch (column.type()) {
            case TEXT -> "VARCHAR(" + column.charactersMax() + ") CHARACTER SET utf8mb4";
            case VERIFIED, ACCOUNTED -> "VARCHAR(8) CHARACTER SET utf8mb4";
            case TIME -> "DATETIME(6)";
            case INTEGER -> "BIGINT";
        };
    }

    private static int bind(PreparedStatement statement, int before, LogRow row) throws SQLException {
        statement.setInt(before + 1, row.jobId());
        statement.setInt(before + 2, row.seqNum());
        statement.setString(before + 3, row.status());
        statement.setString(before + 4, row.minorStatus());
        statement.setString(before + 5, row.applicationStatus());
        statement.setObject(before + 6, SqlText.time(row.timeMicros()));
        statement.setBigDecimal(before + 7, BigDecimal.valueOf(row.orderMillis(), 3));
        statement.setString(before + 8, row.source());
        return before + LOG_COLUMNS.size();
    }

    private static int bind(PreparedStatement statement, int before, HeartbeatRow row) throws SQLException {
        statement.setInt(before + 1, row.jobId());
        statement.setString(before + 2, row.key().measure().text());
        statement.setObject(before + 3, SqlText.time(row.key().timeMicros()));
        statement.setDouble(before + 4, row.value());
        return before + HEARTBEAT_COLUMNS.size();
    }
}
