package org.diracgrid.ingest.bench.speed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.bench.load.PilotLog;

/** Registers pilots as DiracX does. No column is left to a default, because DiracX's schema has none. */
public final class PilotRegistration {

    private final Connection connection;
    private final String pilotAgentsDb;

    /** @param connection may write that database; its auto-commit is switched off */
    public PilotRegistration(Connection connection, String pilotAgentsDb) {
        this.connection = connection;
        this.pilotAgentsDb = pilotAgentsDb;
    }

    /** Registers the pilots of {@code logs}; their numbers by their stamps. */
    public Map<String, Long> register(List<PilotLog> logs) throws SQLException {
        connection.setAutoCommit(false);
        insert(logs);
        connection.commit();
        return read();
    }

    private void insert(List<PilotLog> logs) throws SQLException {
        String sql = "INSERT INTO `" + pilotAgentsDb + "`.PilotAgents (InitialJobID, CurrentJobID, PilotJobReference,"
                + " PilotStamp, DestinationSite, Queue, GridSite, VO, GridType, BenchMark, SubmissionTime,"
                + " LastUpdateTime, Status, StatusReason, AccountingSent)"
                + " VALUES (0, 0, ?, ?, 'ce01.example.org', 'Unknown', 'Unknown', ?, 'HTCondorCE', 0,"
                + " '2026-06-01 00:00:00', NULL, 'Running', 'Unknown', 'False')";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (PilotLog log : logs) {
                insert.setString(1, "htcondorce://ce01.example.org/" + log.stamp());
                insert.setString(2, log.stamp());
                insert.setString(3, log.vo());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private Map<String, Long> read() throws SQLException {
        String sql = "SELECT PilotStamp, PilotID FROM `" + pilotAgentsDb + "`.PilotAgents";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Map<String, Long> ids = new HashMap<>();
            while (rows.next()) {
                ids.put(rows.getString(1), rows.getLong(2));
            }
            return ids;
        }
    }
}
