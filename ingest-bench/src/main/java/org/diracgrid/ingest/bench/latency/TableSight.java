package org.diracgrid.ingest.bench.latency;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for the second row of jobs in {@code LoggingInfo}, by its primary key; the first one is that of their submission. */
final class TableSight implements Sight {

    private final Connection connection;
    private final String sql;

    /**
     * @param connection its own, in auto-commit, so that it sees what is committed now
     * @param jobLoggingDb name of the database
     */
    TableSight(Connection connection, String jobLoggingDb) {
        this.connection = connection;
        this.sql = "SELECT JobID FROM `" + jobLoggingDb
                + "`.LoggingInfo FORCE INDEX (PRIMARY) WHERE SeqNum = 2 AND JobID IN (";
    }

    @Override
    public Set<Integer> seen(Collection<Integer> jobIds) throws SQLException {
        String ids = jobIds.stream().map(String::valueOf).collect(Collectors.joining(","));
        Set<Integer> seen = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql + ids + ')')) {
            while (rows.next()) {
                seen.add(rows.getInt(1));
            }
        }
        return seen;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
