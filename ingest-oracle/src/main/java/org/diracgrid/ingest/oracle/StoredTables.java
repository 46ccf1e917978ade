package org.diracgrid.ingest.oracle;

import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Snapshot} from the real databases, all of it. */
public final class StoredTables {

    /** Reads one row. */
    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    private StoredTables(Connection connection) {
        this.connection = connection;
    }

    /**
     * Reads the five tables.
     *
     * @param connection may read all of the three databases
     * @param jobDb name of the JobDB, and so on
     */
    public static Snapshot read(Connection connection, String jobDb, String jobLoggingDb, String taskQueueDb)
            throws SQLException {
        StoredTables tables = new StoredTables(connection);
        return new Snapshot(
                tables.jobs(jobDb),
                tables.logging(jobLoggingDb),
                tables.commands(jobDb),
                tables.queued(taskQueueDb),
                tables.heartbeats(jobDb));
    }

    private SortedMap<Integer, Snapshot.JobRow> jobs(String database) throws SQLException {
        SortedMap<Integer, Snapshot.JobRow> jobs = new TreeMap<>();
        query("SELECT * FROM `" + database + "`.Jobs", row -> {
            SortedMap<String, @Nullable String> columns = new TreeMap<>();
            ResultSetMetaData meta = row.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.put(meta.getColumnName(i), column(row, i, meta.getColumnType(i)));
            }
            jobs.put(row.getInt("JobID"), new Snapshot.JobRow(columns, false));
        });
        return jobs;
    }

    private SortedMap<Integer, List<Snapshot.LogRow>> logging(String database) throws SQLException {
        SortedMap<Integer, List<Snapshot.LogRow>> logging = new TreeMap<>();
        String sql = "SELECT JobID, SeqNum, Status, MinorStatus, ApplicationStatus, StatusTime, StatusTimeOrder,"
                + " StatusSource FROM `" + database + "`.LoggingInfo ORDER BY JobID, SeqNum";
        query(
                sql,
                row -> logging.computeIfAbsent(row.getInt(1), id -> new ArrayList<>())
                        .add(new Snapshot.LogRow(
                                row.getInt(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                Stored.time(row.getObject(6, LocalDateTime.class)),
                                row.getBigDecimal(7)
                                        .setScale(3, RoundingMode.HALF_EVEN)
                                        .toPlainString(),
                                row.getString(8))));
        return logging;
    }

    private SortedMap<Integer, List<Snapshot.CommandRow>> commands(String database) throws SQLException {
        SortedMap<Integer, List<Snapshot.CommandRow>> commands = new TreeMap<>();
        String sql = "SELECT JobID, Command, Arguments, Status, ReceptionTime, ExecutionTime FROM `" + database
                + "`.JobCommands ORDER BY JobID, ReceptionTime";
        query(
                sql,
                row -> commands.computeIfAbsent(row.getInt(1), id -> new ArrayList<>())
                        .add(new Snapshot.CommandRow(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                Stored.time(row.getObject(5, LocalDateTime.class)),
                                column(row, 6, Types.TIMESTAMP))));
        return commands;
    }

    private SortedMap<Integer, Integer> queued(String database) throws SQLException {
        SortedMap<Integer, Integer> queued = new TreeMap<>();
        query("SELECT JobId, TQId FROM `" + database + "`.tq_Jobs", row -> queued.put(row.getInt(1), row.getInt(2)));
        return queued;
    }

    private SortedMap<Integer, SortedMap<String, Double>> heartbeats(String database) throws SQLException {
        SortedMap<Integer, SortedMap<String, Double>> heartbeats = new TreeMap<>();
        query(
                "SELECT JobID, Name, HeartBeatTime, Value FROM `" + database + "`.HeartBeatLoggingInfo",
                row -> heartbeats
                        .computeIfAbsent(row.getInt(1), id -> new TreeMap<>())
                        .put(
                                row.getString(2) + ' ' + Stored.time(row.getObject(3, LocalDateTime.class)),
                                Double.valueOf(row.getString(4))));
        return heartbeats;
    }

    private void query(String sql, RowReader reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private static @Nullable String column(ResultSet row, int index, int type) throws SQLException {
        if (type != Types.TIMESTAMP) {
            return row.getString(index);
        }
        LocalDateTime time = row.getObject(index, LocalDateTime.class);
        return time == null ? null : Stored.time(time);
    }
}
