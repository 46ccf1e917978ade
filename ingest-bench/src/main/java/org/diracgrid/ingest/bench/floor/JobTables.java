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
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.jspecify.annotations.Nullable;

/** Writes batches of jobs on one connection, each in one transaction. Confined to one thread. */
final class JobTables implements LaneWriter {

    private static final int ROWS_MAX = 512;

    /**
     * A batch with its texts.
     *
     * @param columns that the update sets; empty if there is nothing to update
     * @param changes null if there are none
     */
    private record Ready(
            List<LogRow> logRows,
            List<HeartbeatRow> heartbeatRows,
            Set<JobAttribute> columns,
            @Nullable String changes) {

        static Ready of(JobBatch batch) {
            SortedMap<Integer, Map<JobAttribute, Object>> changes = batch.changes();
            return new Ready(
                    batch.logRows(),
                    batch.heartbeatRows(),
                    JobStatements.columns(changes),
                    changes.isEmpty() ? null : JobStatements.json(changes));
        }
    }

    private final Connection connection;
    private final String loggingInfo;
    private final String heartbeats;
    private final String jobs;
    private final List<Ready> batches;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** @param connection its own; may write the tables of {@code stores} */
    JobTables(Connection connection, Stores stores, List<JobBatch> batches) throws SQLException {
        this.connection = connection;
        this.loggingInfo = stores.table("JobLoggingDB", "LoggingInfo");
        this.heartbeats = stores.table("JobDB", "HeartBeatLoggingInfo");
        this.jobs = stores.table("JobDB", "Jobs");
        this.batches = batches.stream().map(Ready::of).toList();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Override
    public void write() throws SQLException {
        for (Ready batch : batches) {
            insertLogRows(batch.logRows());
            insertHeartbeatRows(batch.heartbeatRows());
            if (batch.changes() != null) {
                PreparedStatement update = prepared(JobStatements.updateJobs(jobs, batch.columns()));
                update.setString(1, batch.changes());
                update.executeUpdate();
            }
            connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void insertLogRows(List<LogRow> rows) throws SQLException {
        for (int from = 0, size; from < rows.size(); from += size) {
            size = bucket(rows.size() - from);
            PreparedStatement insert = prepared(JobStatements.insertLogRows(loggingInfo, size));
            int parameter = 0;
            for (LogRow row : rows.subList(from, from + size)) {
                insert.setInt(++parameter, row.jobId());
                insert.setInt(++parameter, row.seqNum());
                insert.setString(++parameter, row.status());
                insert.setString(++parameter, row.minorStatus());
                insert.setString(++parameter, row.applicationStatus());
                insert.setObject(++parameter, JobStatements.time(row.timeMicros()));
                insert.setBigDecimal(++parameter, BigDecimal.valueOf(row.orderMillis(), 3));
                insert.setString(++parameter, row.source());
            }
            insert.executeUpdate();
        }
    }

    private void insertHeartbeatRows(List<HeartbeatRow> rows) throws SQLException {
        for (int from = 0, size; from < rows.size(); from += size) {
            size = bucket(rows.size() - from);
            PreparedStatement insert = prepared(JobStatements.insertHeartbeatRows(heartbeats, size));
            int parameter = 0;
            for (HeartbeatRow row : rows.subList(from, from + size)) {
                insert.setInt(++parameter, row.jobId());
                insert.setString(++parameter, row.key().measure().text());
                insert.setObject(++parameter, JobStatements.time(row.key().timeMicros()));
                insert.setDouble(++parameter, row.value());
            }
            insert.executeUpdate();
        }
    }

    /** The largest power of two of so many rows: a handful of texts serves any number. */
    private static int bucket(int rows) {
        return Math.min(ROWS_MAX, Integer.highestOneBit(rows));
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }
}
