package org.diracgrid.ingest.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.demo.workload.FuzzJob;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.oracle.Oracle;

/** Puts jobs in any state into the tables, and tells the oracle of them. */
final class FuzzTables {

    private static final int TASK_QUEUE = 1;

    private final Connection connection;
    private final Databases databases;
    private final Oracle oracle;

    FuzzTables(Connection connection, Databases databases, Oracle oracle) {
        this.connection = connection;
        this.databases = databases;
        this.oracle = oracle;
    }

    void insert(List<FuzzJob> jobs) throws SQLException {
        connection.setAutoCommit(false);
        insert(
                databases.taskQueueDb() + "`.`tq_TaskQueues",
                Map.of(
                        "TQId",
                        TASK_QUEUE,
                        "Owner",
                        "u",
                        "OwnerGroup",
                        "g",
                        "VO",
                        "vo",
                        "CPUTime",
                        1,
                        "Priority",
                        1,
                        "Enabled",
                        1));
        for (FuzzJob job : jobs) {
            if (job.isSubmitted()) {
                insert(job);
            }
        }
        connection.commit();
    }

    private void insert(FuzzJob job) throws SQLException {
        int jobId = (Integer) job.columns().get("JobID");
        insert(
                databases.jobDb() + "`.`JobJDLs",
                Map.of("JobID", jobId, "JDL", "", "JobRequirements", "", "OriginalJDL", ""));
        insert(databases.jobDb() + "`.`Jobs", job.columns());
        oracle.putJob(job.columns(), jobId % 2 == 0 ? TASK_QUEUE : null);
        if (jobId % 2 == 0) {
            insert(
                    databases.taskQueueDb() + "`.`tq_Jobs",
                    Map.of("TQId", TASK_QUEUE, "JobId", jobId, "Priority", 1, "RealPriority", 1));
        }
        int number = 0;
        for (Instant time : job.history()) {
            String status = number == 0 ? "Received" : (String) job.columns().get("Status");
            insert(
                    databases.jobLoggingDb() + "`.`LoggingInfo",
                    Map.of(
                            "JobID",
                            jobId,
                            "SeqNum",
                            ++number,
                            "Status",
                            status,
                            "MinorStatus",
                            "Job accepted",
                            "ApplicationStatus",
                            "Unknown",
                            "StatusTime",
                            time,
                            "StatusTimeOrder",
                            time.getEpochSecond() - 1_270_000_000L,
                            "StatusSource",
                            "JobManager"));
            oracle.putLogRow(jobId, status, "Job accepted", "Unknown", time, "JobManager");
        }
    }

    private void insert(String table, Map<String, Object> row) throws SQLException {
        Map<String, Object> columns = new LinkedHashMap<>(row);
        String sql = "INSERT INTO `" + table + "` (" + String.join(", ", columns.keySet()) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ')';
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            List<Object> values = new ArrayList<>(columns.values());
            for (int i = 0; i < values.size(); i++) {
                insert.setObject(i + 1, sqlValue(values.get(i)));
            }
            insert.executeUpdate();
        }
    }

    private static Object sqlValue(Object value) {
        if (value instanceof Instant time) {
            return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        }
        return value instanceof Boolean flag ? flag ? "True" : "False" : value;
    }
}
