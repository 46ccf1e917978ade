package org.diracgrid.ingest.bench.peer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.ingest.devstack.Databases;
import org.jspecify.annotations.Nullable;

/**
 * The tables that Kafka Connect's sink writes: like {@code Jobs} and {@code LoggingInfo}, columns, keys and indices, beside them. {@code Jobs}
 * itself cannot take an upsert, because some of its columns have no default; its like gets defaults, and the rows of the jobs. Confined to one
 * thread.
 */
public final class ConnectTables {

    private final Connection connection;
    private final String jobs;
    private final String peerJobs;
    private final String loggingInfo;
    private final String peerLoggingInfo;

    /** @param connection that may make tables, in autocommit */
    public ConnectTables(Connection connection, Databases databases) {
        this.connection = connection;
        this.jobs = table(databases.jobDb(), "Jobs");
        this.peerJobs = table(databases.jobDb(), "PeerJobs");
        this.loggingInfo = table(databases.jobLoggingDb(), "LoggingInfo");
        this.peerLoggingInfo = table(databases.jobLoggingDb(), "PeerLoggingInfo");
    }

    /** Makes them anew, with a row for each job and none for its history. */
    public void create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + peerJobs + ", " + peerLoggingInfo);
            statement.execute("CREATE TABLE " + peerLoggingInfo + " LIKE " + loggingInfo);
            statement.execute("CREATE TABLE " + peerJobs + " LIKE " + jobs);
            for (String column : withoutDefault(statement)) {
                statement.execute("ALTER TABLE " + peerJobs + " ALTER COLUMN " + column + " SET DEFAULT '0'");
            }
            statement.execute("INSERT INTO " + peerJobs + " SELECT * FROM " + jobs);
        }
    }

    /** Enumerations have their first value as one, without being told. */
    private List<String> withoutDefault(Statement statement) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet found = statement.executeQuery("SHOW COLUMNS FROM " + peerJobs)) {
            while (found.next()) {
                boolean takesNull = found.getString("Null").equals("YES");
                boolean isKey = found.getString("Key").equals("PRI");
                boolean isEnumeration = found.getString("Type").startsWith("enum");
                if (!takesNull && !isKey && !isEnumeration && found.getString("Default") == null) {
                    columns.add(found.getString("Field"));
                }
            }
        }
        return columns;
    }

    /**
     * What is not as the topic has it, as far as the sink promises it: every row of the history, and the statuses of every job.
     *
     * @param last the last row of each job, as {@link FlatTopic#publish} gives them
     * @return one line each; empty if there is nothing
     */
    public List<String> differences(Map<Integer, FlatRow> last) throws SQLException {
        List<String> found = new ArrayList<>();
        Map<Integer, Integer> counts = new HashMap<>();
        Map<Integer, List<String>> statuses = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("SELECT JobID, COUNT(*) FROM " + peerLoggingInfo + " GROUP BY JobID")) {
                while (rows.next()) {
                    counts.put(rows.getInt(1), rows.getInt(2));
                }
            }
            try (ResultSet rows =
                    statement.executeQuery("SELECT JobID, Status, MinorStatus, ApplicationStatus FROM " + peerJobs)) {
                while (rows.next()) {
                    statuses.put(rows.getInt(1), List.of(rows.getString(2), rows.getString(3), rows.getString(4)));
                }
            }
        }
        last.forEach((jobId, row) -> {
            expect(found, jobId, "rows", counts.remove(jobId), row.seqNum());
            List<String> wanted = List.of(row.status(), row.minorStatus(), row.applicationStatus());
            expect(found, jobId, "statuses", statuses.get(jobId), wanted);
        });
        counts.forEach((jobId, rows) -> found.add("job " + jobId + ": " + rows + " rows that nobody sent"));
        return found;
    }

    private static void expect(List<String> found, int jobId, String what, @Nullable Object is, Object wanted) {
        if (!Objects.equals(is, wanted)) {
            found.add("job " + jobId + ": " + what + " " + is + ", expected " + wanted);
        }
    }

    private static String table(String database, String table) {
        return '`' + database + "`." + table;
    }
}
