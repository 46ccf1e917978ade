package org.diracgrid.ingest.bench.peer;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.jspecify.annotations.Nullable;

/**
 * The statements of DiracX for one job, one method for each method of its database classes (DiracX main of 2026-08). Each database is a
 * connection and a transaction of its own. Confined to its lane's thread.
 */
final class DiracxTables implements AutoCloseable {

    /** What is not read; no update has such a text, so none looks like one that was logged before: DiracX does not ask. */
    private static final String NOT_READ = "\0";

    private final DiracxConnection jobDb;
    private final DiracxConnection jobLoggingDb;
    private final DiracxConnection taskQueueDb;

    DiracxTables(Map<String, String> environment) throws SQLException {
        jobDb = new DiracxConnection(PeerDatabase.of(environment, "JOBDB"));
        jobLoggingDb = new DiracxConnection(PeerDatabase.of(environment, "JOBLOGGINGDB"));
        taskQueueDb = new DiracxConnection(PeerDatabase.of(environment, "TASKQUEUEDB"));
    }

    /** The job for a status; null if there is none. {@code JobDB.search}: what it finds is counted first. */
    @Nullable
    JobRow searchJob(int jobId) throws SQLException {
        return search(DiracxTables::jobRow, "Status, StartExecTime, EndExecTime, JobID, VO", jobId);
    }

    /** The status of a job for a heartbeat; null if there is no such job. */
    @Nullable
    String searchStatus(int jobId) throws SQLException {
        return search(row -> row.getString(1), "Status, JobID", jobId);
    }

    private <T> @Nullable T search(DiracxConnection.RowReader<T> reader, String columns, int jobId)
            throws SQLException {
        String select = "SELECT " + columns + " FROM Jobs WHERE JobID IN (?)";
        jobDb.query(row -> row.getInt(1), "SELECT count(*) AS count_1 FROM (" + select + ") AS anon_1", jobId);
        List<T> found = jobDb.query(reader, select, jobId);
        return found.isEmpty() ? null : found.get(0);
    }

    /** {@code JobLoggingDB.get_wms_time_stamps}: every row of the job, in the order of its key. */
    List<StoredLogRow> wmsTimeStamps(int jobId) throws SQLException {
        List<StoredLogRow> history = new ArrayList<>();
        jobLoggingDb.query(
                row -> history.add(new StoredLogRow(
                        history.size() + 1,
                        row.getString(2),
                        NOT_READ,
                        NOT_READ,
                        row.getBigDecimal(3).movePointRight(3).longValueExact(),
                        NOT_READ)),
                "SELECT JobID, Status, StatusTimeOrder FROM LoggingInfo WHERE JobID IN (?)",
                jobId);
        return history;
    }

    /** {@code JobDB.set_job_attributes}: a CASE for each column. */
    void setJobAttributes(int jobId, Map<JobAttribute, Object> columns) throws SQLException {
        List<String> sets = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        columns.forEach((column, value) -> {
            String name = column.column();
            sets.add(name + "=CASE WHEN (Jobs.JobID = ?) THEN ? ELSE Jobs." + name + " END");
            parameters.add(jobId);
            parameters.add(jdbcValue(column, value));
        });
        parameters.add(jobId);
        jobDb.execute("UPDATE Jobs SET " + String.join(", ", sets) + " WHERE Jobs.JobID IN (?)", parameters.toArray());
    }

    /** {@code TaskQueueDB.remove_jobs} and {@code get_tq_infos_for_jobs}, which are called for no job as well. */
    void removeFromTaskQueues(List<Integer> jobIds) throws SQLException {
        String in = jobIds.isEmpty() ? "(NULL) AND (1 != 1)" : "(" + marks("?", jobIds.size()) + ")";
        taskQueueDb.execute("DELETE FROM tq_Jobs WHERE tq_Jobs.JobId IN " + in, jobIds.toArray());
        taskQueueDb.query(
                row -> row.getInt(1),
                "SELECT tq_TaskQueues.TQId, tq_TaskQueues.Owner, tq_TaskQueues.OwnerGroup, tq_TaskQueues.VO"
                        + " FROM tq_TaskQueues INNER JOIN tq_Jobs ON tq_TaskQueues.TQId = tq_Jobs.TQId"
                        + " WHERE tq_Jobs.JobId IN " + in,
                jobIds.toArray());
    }

    /** {@code JobDB.set_job_commands}. */
    void sendKill(int jobId, long receptionMicros) throws SQLException {
        jobDb.execute(
                "INSERT INTO JobCommands (JobID, Command, Arguments, Status, ReceptionTime) VALUES (?, ?, ?, ?, ?)",
                jobId,
                "Kill",
                "",
                "Received",
                Micros.utc(receptionMicros));
    }

    /** {@code JobLoggingDB.insert_records}: the numbers follow those that the table has now, which is asked again. */
    void insertRecords(int jobId, List<LogRow> rows) throws SQLException {
        List<Integer> next = jobLoggingDb.query(
                row -> row.getInt(2),
                "SELECT JobID, coalesce(max(SeqNum) + 1, 1) AS coalesce_1 FROM LoggingInfo"
                        + " WHERE JobID IN (?) GROUP BY JobID",
                jobId);
        int seqNum = next.isEmpty() ? 1 : next.get(0);
        List<@Nullable Object> parameters = new ArrayList<>();
        for (LogRow row : rows) {
            Collections.addAll(
                    parameters,
                    jobId,
                    seqNum++,
                    row.status(),
                    row.minorStatus(),
                    row.applicationStatus(),
                    Micros.utc(row.timeMicros()),
                    BigDecimal.valueOf(row.orderMillis(), 3),
                    row.source());
        }
        jobLoggingDb.execute(
                "INSERT INTO LoggingInfo (JobID, SeqNum, Status, MinorStatus, ApplicationStatus, StatusTime,"
                        + " StatusTimeOrder, StatusSource) VALUES " + marks("(?, ?, ?, ?, ?, ?, ?, ?)", rows.size()),
                parameters.toArray());
    }

    /** {@code JobDB.add_heartbeat_data}. */
    void addHeartbeatData(int jobId, long timeMicros, Map<HeartbeatMeasure, Double> measures) throws SQLException {
        List<@Nullable Object> parameters = new ArrayList<>();
        measures.forEach((measure, value) ->
                Collections.addAll(parameters, jobId, measure.text(), value, Micros.utc(timeMicros)));
        jobDb.execute(
                "INSERT INTO HeartBeatLoggingInfo (JobID, Name, Value, HeartBeatTime) VALUES "
                        + marks("(?, ?, ?, ?)", measures.size()),
                parameters.toArray());
    }

    /** The VO of a job for its document; null if there is no such job. {@code JobDB.summary}. */
    @Nullable
    String summarizeVo(int jobId) throws SQLException {
        List<String> vos = jobDb.query(
                row -> row.getString(2),
                "SELECT Jobs.JobID, Jobs.VO, count(Jobs.JobID) AS count FROM Jobs WHERE Jobs.JobID IN (?)"
                        + " GROUP BY Jobs.JobID, Jobs.VO",
                jobId);
        return vos.isEmpty() ? null : vos.get(0);
    }

    void commit() throws SQLException {
        jobDb.commit();
        jobLoggingDb.commit();
        taskQueueDb.commit();
    }

    void rollback() throws SQLException {
        jobDb.rollback();
        jobLoggingDb.rollback();
        taskQueueDb.rollback();
    }

    private static JobRow jobRow(ResultSet row) throws SQLException {
        return new JobRow(
                row.getInt(4),
                row.getString(5),
                row.getString(1),
                NOT_READ,
                NOT_READ,
                Micros.of(row.getObject(2, LocalDateTime.class)),
                Micros.of(row.getObject(3, LocalDateTime.class)),
                null);
    }

    private static @Nullable Object jdbcValue(JobAttribute column, Object value) {
        return column.type() == JobAttribute.Type.TIME ? Micros.utc((Long) value) : value;
    }

    private static String marks(String one, int times) {
        return String.join(", ", Collections.nCopies(times, one));
    }

    @Override
    public void close() throws SQLException {
        try (jobDb;
                jobLoggingDb;
                taskQueueDb) {
            rollback();
        }
    }
}
