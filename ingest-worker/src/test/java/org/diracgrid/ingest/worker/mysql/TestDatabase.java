package org.diracgrid.ingest.worker.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.jspecify.annotations.Nullable;

/** Fresh databases on the shared MariaDB, filled and read over JDBC as root. */
final class TestDatabase implements AutoCloseable {

    private final DevStack stack;
    private final Databases databases;
    private Connection root;

    TestDatabase(DevStack stack, SchemaFlavour flavour, String suffix) throws SQLException {
        this.stack = stack;
        this.databases = stack.createDatabases(flavour, suffix + '_' + flavour.id());
        this.root = stack.openRootConnection();
    }

    /** After the server was away; starts it if it is. */
    void reconnect() throws SQLException {
        root = stack.openRootConnection();
    }

    MySqlSettings settings() {
        return settings(Duration.ofSeconds(20));
    }

    MySqlSettings settings(Duration statementTimeout) {
        return settings(statementTimeout, new PilotSettings(pilotDbUrl(), Set.of()));
    }

    MySqlSettings settings(@Nullable PilotSettings pilots) {
        return settings(Duration.ofSeconds(20), pilots);
    }

    private MySqlSettings settings(Duration statementTimeout, @Nullable PilotSettings pilots) {
        Map<String, String> environment = databases.environment();
        return new MySqlSettings(
                DatabaseUrl.parse(environment.get("DIRACX_DB_URL_JOBDB")),
                DatabaseUrl.parse(environment.get("DIRACX_DB_URL_JOBLOGGINGDB")),
                DatabaseUrl.parse(environment.get("DIRACX_DB_URL_TASKQUEUEDB")),
                pilots,
                8,
                Duration.ofSeconds(5),
                statementTimeout,
                FoldOptions.DEFAULTS);
    }

    /** The addresses as the worker reads them. */
    Map<String, String> environment() {
        return databases.environment();
    }

    String jobDb() {
        return databases.jobDb();
    }

    String loggingDb() {
        return databases.jobLoggingDb();
    }

    String taskQueueDb() {
        return databases.taskQueueDb();
    }

    String pilotDb() {
        return databases.pilotAgentsDb();
    }

    DatabaseUrl pilotDbUrl() {
        return DatabaseUrl.parse(databases.environment().get("DIRACX_DB_URL_PILOTAGENTSDB"));
    }

    /** A pilot as registered. */
    void insertPilot(long pilotId, String stamp, String vo) throws SQLException {
        update(
                "INSERT INTO " + pilotDb() + ".PilotAgents (PilotID, InitialJobID, CurrentJobID, PilotJobReference,"
                        + " PilotStamp, DestinationSite, Queue, GridSite, VO, GridType, BenchMark, SubmissionTime,"
                        + " LastUpdateTime, Status, StatusReason, AccountingSent) VALUES (?, 0, 0, ?, ?, 'NotAssigned',"
                        + " 'Unknown', 'Unknown', ?, 'DIRAC', 0, '2025-01-01', '2025-01-01', 'Submitted', 'Unknown',"
                        + " 'False')",
                pilotId,
                "ref-" + stamp,
                stamp,
                vo);
    }

    void insertJob(int jobId, String status) throws SQLException {
        insertJob(jobId, status, "2025-01-01 00:00:00");
    }

    /** A job as submitted: its description and its row, no log row. */
    void insertJob(int jobId, String status, String lastUpdateTime) throws SQLException {
        update(
                "INSERT INTO " + jobDb() + ".JobJDLs (JobID, JDL, JobRequirements, OriginalJDL) VALUES (?, '', '', '')",
                jobId);
        update(
                "INSERT INTO " + jobDb()
                        + ".Jobs (JobID, JobType, JobGroup, Site, JobName, Owner, OwnerGroup, VO, Status,"
                        + " MinorStatus, ApplicationStatus, UserPriority, RescheduleCounter, VerifiedFlag, AccountedFlag,"
                        + " LastUpdateTime) VALUES (?, 'user', '00000000', 'ANY', 'Unknown', 'u', 'g', 'vo', ?, 'Init',"
                        + " 'Unknown', 1, 0, 'False', 'False', ?)",
                jobId,
                status,
                lastUpdateTime);
    }

    /** Leaves the tables and takes their rows. */
    void clear() throws SQLException {
        for (String table : List.of("JobCommands", "HeartBeatLoggingInfo", "Jobs", "JobJDLs")) {
            update("DELETE FROM " + jobDb() + '.' + table);
        }
        update("DELETE FROM " + loggingDb() + ".LoggingInfo");
        update("DELETE FROM " + taskQueueDb() + ".tq_Jobs");
        update("DELETE FROM " + taskQueueDb() + ".tq_TaskQueues");
    }

    /** A job with one log row, at the start of 2025. */
    void insertJobWithHistory(int jobId, String status) throws SQLException {
        insertJob(jobId, status);
        insertLog(jobId, 1, status, "Init", "Unknown", "2025-01-01 00:00:00", "465689600.000", "JobManager");
    }

    void insertLog(
            int jobId,
            int seqNum,
            String status,
            String minor,
            String application,
            String time,
            String order,
            String source)
            throws SQLException {
        update(
                "INSERT INTO " + loggingDb() + ".LoggingInfo (JobID, SeqNum, Status, MinorStatus, ApplicationStatus,"
                        + " StatusTime, StatusTimeOrder, StatusSource) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                jobId,
                seqNum,
                status,
                minor,
                application,
                time,
                order,
                source);
    }

    int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = root.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** All rows, each as the texts of its columns joined by {@code |}. */
    List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = root.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> texts = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    texts.add(String.valueOf(found.getString(i)));
                }
                rows.add(String.join("|", texts));
            }
        }
        return rows;
    }

    /** Every row of every table that this store writes. */
    List<String> everything() throws SQLException {
        List<String> rows = new ArrayList<>(jobRows());
        rows.addAll(logRows());
        rows.addAll(queueRows());
        return rows;
    }

    /** What JobDB has of it. */
    List<String> jobRows() throws SQLException {
        List<String> rows = new ArrayList<>(rows("SELECT * FROM " + jobDb() + ".Jobs ORDER BY JobID"));
        rows.addAll(rows("SELECT * FROM " + jobDb() + ".JobCommands ORDER BY JobID, ReceptionTime"));
        rows.addAll(rows("SELECT * FROM " + jobDb() + ".HeartBeatLoggingInfo ORDER BY JobID, Name, HeartBeatTime"));
        return rows;
    }

    /** Every row of every table of pilots. */
    List<String> pilotRows() throws SQLException {
        List<String> rows = new ArrayList<>(rows("SELECT * FROM " + pilotDb() + ".PilotAgents ORDER BY PilotID"));
        rows.addAll(rows("SELECT * FROM " + pilotDb() + ".JobToPilotMapping ORDER BY PilotID, JobID"));
        rows.addAll(rows("SELECT * FROM " + pilotDb() + ".PilotOutput ORDER BY PilotID"));
        return rows;
    }

    List<String> logRows() throws SQLException {
        return rows("SELECT * FROM " + loggingDb() + ".LoggingInfo ORDER BY JobID, SeqNum");
    }

    List<String> queueRows() throws SQLException {
        List<String> rows = new ArrayList<>(rows("SELECT * FROM " + taskQueueDb() + ".tq_Jobs ORDER BY JobId"));
        rows.addAll(rows("SELECT * FROM " + taskQueueDb() + ".tq_TaskQueues ORDER BY TQId"));
        return rows;
    }

    /** Connections of the worker's account to these databases. */
    int writerConnections() throws SQLException {
        return writerIds("").size();
    }

    /** Kills the worker's connections that run a statement just now; how many. */
    int killWriters() throws SQLException {
        List<String> ids = writerIds(" AND COMMAND <> 'Sleep'");
        for (String id : ids) {
            update("KILL " + id);
        }
        return ids.size();
    }

    private List<String> writerIds(String condition) throws SQLException {
        return rows("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '" + jobDb() + "' AND USER LIKE 'diracx%'"
                + condition);
    }

    /** A second connection that can hold locks. */
    static Lock lock(DevStack stack) throws SQLException {
        return new Lock(stack.openRootConnection());
    }

    /** Holds what its statements locked until it is released. */
    record Lock(Connection connection) implements AutoCloseable {

        void take(String sql) throws SQLException {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        void release() throws SQLException {
            connection.rollback();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Override
    public void close() throws SQLException {
        root.close();
    }
}
