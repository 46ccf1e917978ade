package org.diracgrid.ingest.demo.grid;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.diracgrid.ingest.demo.workload.JobRequest;
import org.diracgrid.ingest.oracle.Oracle;
import org.jspecify.annotations.Nullable;

/**
 * Submits jobs as DiracX does: a JDL that gives the JobID, a row in {@code Jobs}, the first row of the job's history, and
 * an entry in a task queue for those that wait. Tells the oracle the same. Both schema flavours; no column is left to a
 * default, because DiracX's schema has none.
 */
public final class JobSubmission {

    private static final int BATCH = 500;
    private static final String JDL = """
            [
              Executable = "simulate.sh";
              Arguments = "%s";
              StdOutput = "std.out";
              VirtualOrganization = "%s";
            ]
            """;

    private final Connection connection;
    private final String jobDb;
    private final String jobLoggingDb;
    private final String taskQueueDb;
    private final Oracle oracle;

    /**
     * @param connection may write all of the three databases; its auto-commit is switched off
     * @param oracle is told every job
     */
    public JobSubmission(Connection connection, String jobDb, String jobLoggingDb, String taskQueueDb, Oracle oracle) {
        this.connection = connection;
        this.jobDb = jobDb;
        this.jobLoggingDb = jobLoggingDb;
        this.taskQueueDb = taskQueueDb;
        this.oracle = oracle;
    }

    /**
     * Submits {@code requests}, which are in the order of their ordinals.
     *
     * @param progress hears how many were submitted, a batch at a time
     * @return the JobIDs in the same order
     */
    public int[] submit(List<JobRequest> requests, LongConsumer progress) throws SQLException {
        connection.setAutoCommit(false);
        int taskQueue = createTaskQueue();
        int[] jobIds = new int[requests.size()];
        for (int from = 0; from < requests.size(); from += BATCH) {
            List<JobRequest> batch = requests.subList(from, Math.min(from + BATCH, requests.size()));
            int[] ids = insertJdls(batch);
            System.arraycopy(ids, 0, jobIds, from, ids.length);
            insertJobs(batch, ids);
            insertFirstLogRows(batch, ids);
            insertIntoTaskQueue(batch, ids, taskQueue);
            connection.commit();
            tellOracle(batch, ids, taskQueue);
            progress.accept(from + batch.size());
        }
        return jobIds;
    }

    private int createTaskQueue() throws SQLException {
        String sql = "INSERT INTO `" + taskQueueDb
                + "`.tq_TaskQueues (Owner, OwnerGroup, VO, CPUTime, Priority, Enabled)"
                + " VALUES ('user1', 'lhcb_user', 'lhcb', 86400, 1, 1)";
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
            return keys(statement, 1)[0];
        }
    }

    private int[] insertJdls(List<JobRequest> batch) throws SQLException {
        String sql = "INSERT INTO `" + jobDb + "`.JobJDLs (JDL, JobRequirements, OriginalJDL) VALUES (?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            for (JobRequest request : batch) {
                String jdl = JDL.formatted(request.jobName(), request.vo());
                insert.setString(1, jdl);
                insert.setString(2, "[ CPUTime = 86400; ]");
                insert.setString(3, jdl);
                insert.addBatch();
            }
            insert.executeBatch();
            return keys(insert, batch.size());
        }
    }

    private void insertJobs(List<JobRequest> batch, int[] ids) throws SQLException {
        List<String> names = List.copyOf(columns(batch.get(0), ids[0]).keySet());
        String sql = "INSERT INTO `" + jobDb + "`.Jobs (" + String.join(", ", names) + ") VALUES ("
                + String.join(", ", Collections.nCopies(names.size(), "?")) + ')';
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.length; i++) {
                Map<String, @Nullable Object> columns = columns(batch.get(i), ids[i]);
                for (int column = 0; column < names.size(); column++) {
                    insert.setObject(column + 1, sqlValue(columns.get(names.get(column))));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void insertFirstLogRows(List<JobRequest> batch, int[] ids) throws SQLException {
        String sql = "INSERT INTO `" + jobLoggingDb + "`.LoggingInfo (JobID, SeqNum, Status, MinorStatus,"
                + " ApplicationStatus, StatusTime, StatusTimeOrder, StatusSource)"
                + " VALUES (?, 1, 'Received', 'Job accepted', 'Unknown', ?, ?, 'JobManager')";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.length; i++) {
                Instant submitted = batch.get(i).submitted();
                insert.setInt(1, ids[i]);
                insert.setObject(2, sqlValue(submitted));
                insert.setLong(3, submitted.getEpochSecond() - 1_270_000_000L);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void insertIntoTaskQueue(List<JobRequest> batch, int[] ids, int taskQueue) throws SQLException {
        String sql = "INSERT INTO `" + taskQueueDb + "`.tq_Jobs (TQId, JobId, Priority, RealPriority)"
                + " VALUES (?, ?, 1, 1.0)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.length; i++) {
                if (batch.get(i).inTaskQueue()) {
                    insert.setInt(1, taskQueue);
                    insert.setInt(2, ids[i]);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private void tellOracle(List<JobRequest> batch, int[] ids, int taskQueue) {
        for (int i = 0; i < ids.length; i++) {
            JobRequest request = batch.get(i);
            oracle.putJob(columns(request, ids[i]), request.inTaskQueue() ? taskQueue : null);
            oracle.putLogRow(ids[i], "Received", "Job accepted", "Unknown", request.submitted(), "JobManager");
        }
    }

    private static Map<String, @Nullable Object> columns(JobRequest request, int jobId) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("JobID", jobId);
        columns.put("JobType", request.jobType());
        columns.put("JobGroup", request.jobGroup());
        columns.put("Site", "LCG.CERN.cern");
        columns.put("JobName", request.jobName());
        columns.put("Owner", request.owner());
        columns.put("OwnerGroup", request.ownerGroup());
        columns.put("VO", request.vo());
        columns.put("SubmissionTime", request.submitted());
        columns.put("RescheduleTime", null);
        columns.put("LastUpdateTime", request.submitted());
        columns.put("StartExecTime", null);
        columns.put("HeartBeatTime", null);
        columns.put("EndExecTime", null);
        columns.put("Status", "Received");
        columns.put("MinorStatus", "Job accepted");
        columns.put("ApplicationStatus", "Unknown");
        columns.put("UserPriority", 1);
        columns.put("RescheduleCounter", 0);
        columns.put("VerifiedFlag", true);
        columns.put("AccountedFlag", false);
        return columns;
    }

    private static @Nullable Object sqlValue(@Nullable Object value) {
        if (value instanceof Instant time) {
            return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        return value;
    }

    private static int[] keys(Statement statement, int count) throws SQLException {
        int[] keys = new int[count];
        int found = 0;
        try (ResultSet rows = statement.getGeneratedKeys()) {
            while (rows.next() && found < count) {
                keys[found++] = rows.getInt(1);
            }
        }
        if (found != count) {
            throw new SQLException("the server gave " + found + " keys for " + count + " rows");
        }
        return keys;
    }
}
