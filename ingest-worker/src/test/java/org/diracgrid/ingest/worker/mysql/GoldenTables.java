package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;

/** Golden cases as tables: how they begin, and how DiracX leaves them. */
final class GoldenTables {

    /** Stands for the wall clock. */
    private static final String WALL = "now";

    private final List<GoldenCase> cases;

    GoldenTables(List<GoldenCase> cases) {
        this.cases = cases;
    }

    /** Inserts the jobs of all cases as they are before the first call. */
    void insertInto(TestDatabase database) throws SQLException {
        for (GoldenCase golden : cases) {
            insert(database, golden);
        }
    }

    /**
     * The tables hold what DiracX left.
     *
     * @param touched tells whether a LastUpdateTime is one that the worker wrote
     */
    void assertEqualTo(TestDatabase database, Predicate<String> touched) throws SQLException {
        Map<String, String> jobs = byKey(database.rows("SELECT JobID, VO, Status, MinorStatus, ApplicationStatus, Site,"
                + " JobType, JobGroup, JobName, UserPriority, RescheduleCounter, VerifiedFlag, AccountedFlag, StartExecTime, EndExecTime,"
                + " HeartBeatTime, SubmissionTime, RescheduleTime, LastUpdateTime FROM " + database.jobDb() + ".Jobs"));
        Map<String, String> logging = byKey(database.rows("SELECT CONCAT(JobID, '/', SeqNum), Status, MinorStatus,"
                + " ApplicationStatus, StatusTime, CAST(StatusTimeOrder AS DECIMAL(12,3)), StatusSource FROM "
                + database.loggingDb() + ".LoggingInfo"));
        List<String> commands =
                database.rows("SELECT JobID, Command, Arguments, Status, ReceptionTime, ExecutionTime FROM "
                        + database.jobDb() + ".JobCommands ORDER BY JobID, ReceptionTime");
        List<String> heartbeats = database.rows("SELECT CONCAT_WS('|', JobID, Name, HeartBeatTime), Value + 0e0 FROM "
                + database.jobDb() + ".HeartBeatLoggingInfo");
        List<String> expectedHeartbeats = new ArrayList<>();
        Map<String, String> expectedJobs = new TreeMap<>();
        Map<String, String> expectedLogging = new TreeMap<>();
        List<String> expectedCommands = new ArrayList<>();
        List<String> expectedQueued = new ArrayList<>();
        List<String> expectedQueues = new ArrayList<>();
        for (GoldenCase golden : cases) {
            golden.isolated.get("jobs").fields().forEachRemaining(job -> {
                int jobId = golden.jobId(job.getKey());
                expectedJobs.put(Integer.toString(jobId), job(golden, job.getValue()));
                for (JsonNode row : golden.isolated.get("logging").path(job.getKey())) {
                    expectedLogging.put(jobId + "/" + row.get("SeqNum").asInt(), logRow(row));
                }
            });
            for (JsonNode command : golden.isolated.get("commands")) {
                expectedCommands.add(String.join(
                        "|",
                        Integer.toString(golden.jobId(command.get("JobID").asText())),
                        text(command, "Command"),
                        text(command, "Arguments"),
                        text(command, "Status"),
                        time(command, "ReceptionTime"),
                        time(command, "ExecutionTime")));
            }
            for (JsonNode row : golden.isolated.path("heartbeats")) {
                expectedHeartbeats.add(heartbeat(golden, row));
            }
            for (JsonNode entry : golden.isolated.get("tq_jobs")) {
                expectedQueued.add(golden.taskQueueId(entry.get(0).asInt()) + "|"
                        + golden.jobId(entry.get(1).asText()));
            }
            for (JsonNode queue : golden.isolated.get("task_queues")) {
                expectedQueues.add(Integer.toString(golden.taskQueueId(queue.asInt())));
            }
        }
        jobs.replaceAll((jobId, row) -> withWallClock(row, touched));
        assertThat(jobs).isNotEmpty().isEqualTo(expectedJobs);
        assertThat(logging).isNotEmpty().isEqualTo(expectedLogging);
        assertThat(commands).isNotEmpty().containsExactlyInAnyOrderElementsOf(expectedCommands);
        assertThat(heartbeats.stream().map(GoldenTables::withNumber))
                .containsExactlyInAnyOrderElementsOf(expectedHeartbeats);
        assertThat(database.rows("SELECT TQId, JobId FROM " + database.taskQueueDb() + ".tq_Jobs"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(expectedQueued);
        assertThat(database.rows("SELECT TQId FROM " + database.taskQueueDb() + ".tq_TaskQueues"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(expectedQueues);
    }

    /** DiracX hands the commands out that were received and marks all as sent. */
    static void readCommands(TestDatabase database, int jobId) throws SQLException {
        database.update("UPDATE " + database.jobDb() + ".JobCommands SET Status = 'Sent' WHERE JobID = ?", jobId);
    }

    private static String heartbeat(GoldenCase golden, JsonNode row) {
        int jobId = golden.jobId(row.get("JobID").asText());
        return withNumber(String.join(
                "|", Integer.toString(jobId), text(row, "Name"), time(row, "HeartBeatTime"), text(row, "Value")));
    }

    /** The value, the last column, as a number of 15 digits, which is what the golden side was written with. */
    private static String withNumber(String row) {
        int last = row.lastIndexOf('|') + 1;
        BigDecimal value = new BigDecimal(row.substring(last)).round(new MathContext(15));
        return row.substring(0, last) + value.stripTrailingZeros();
    }

    /** LastUpdateTime, the last column, as {@link #WALL} where the worker wrote it. */
    private static String withWallClock(String row, Predicate<String> touched) {
        int last = row.lastIndexOf('|') + 1;
        return touched.test(row.substring(last)) ? row.substring(0, last) + WALL : row;
    }

    private static String job(GoldenCase golden, JsonNode row) {
        return String.join(
                "|",
                text(row, "VO"),
                text(row, "Status"),
                text(row, "MinorStatus"),
                text(row, "ApplicationStatus"),
                text(row, "Site"),
                text(row, "JobType"),
                text(row, "JobGroup"),
                text(row, "JobName"),
                text(row, "UserPriority"),
                text(row, "RescheduleCounter"),
                flag(row, "VerifiedFlag"),
                flag(row, "AccountedFlag"),
                time(row, "StartExecTime"),
                time(row, "EndExecTime"),
                time(row, "HeartBeatTime"),
                time(row, "SubmissionTime"),
                time(row, "RescheduleTime"),
                lastUpdate(golden, row));
    }

    /** Where DiracX wrote its own time, the wall clock's stands; where it did not touch the row, the old value. */
    private static String lastUpdate(GoldenCase golden, JsonNode row) {
        for (JsonNode before : golden.input.get("jobs")) {
            if (before.get("JobID").equals(row.get("JobID"))) {
                boolean touched = !before.get("LastUpdateTime").equals(row.get("LastUpdateTime"));
                return touched ? WALL : time(row, "LastUpdateTime");
            }
        }
        throw new AssertionError("no such job in " + golden.id);
    }

    private static String logRow(JsonNode row) {
        return String.join(
                "|",
                text(row, "Status"),
                text(row, "MinorStatus"),
                text(row, "ApplicationStatus"),
                time(row, "StatusTime"),
                text(row, "StatusTimeOrder"),
                text(row, "StatusSource"));
    }

    private static String text(JsonNode row, String name) {
        return row.get(name).isNull() ? "null" : row.get(name).asText();
    }

    private static String flag(JsonNode row, String name) {
        JsonNode value = row.get(name);
        return value.isTextual() ? value.asText() : value.asBoolean() ? "True" : "False";
    }

    /** MariaDB cuts the fractions of a second. */
    private static String time(JsonNode row, String name) {
        return row.get(name).isNull()
                ? "null"
                : row.get(name).asText().substring(0, 19).replace('T', ' ');
    }

    /** Rows by their first column. */
    private static Map<String, String> byKey(List<String> rows) {
        Map<String, String> byKey = new TreeMap<>();
        for (String row : rows) {
            int bar = row.indexOf('|');
            byKey.put(row.substring(0, bar), row.substring(bar + 1));
        }
        return byKey;
    }

    private static void insert(TestDatabase database, GoldenCase golden) throws SQLException {
        Map<Integer, Boolean> queues = new LinkedHashMap<>();
        for (JsonNode job : golden.input.get("jobs")) {
            int jobId = golden.jobId(job.get("JobID").asText());
            database.insertJob(jobId, text(job, "Status"), time(job, "LastUpdateTime"));
            database.update(
                    "UPDATE " + database.jobDb() + ".Jobs SET VO = ?, MinorStatus = ?, ApplicationStatus = ?, Site = ?,"
                            + " Owner = ?, OwnerGroup = ?, SubmissionTime = ?, StartExecTime = ?, EndExecTime = ?,"
                            + " HeartBeatTime = ?, RescheduleCounter = ?, UserPriority = ? WHERE JobID = ?",
                    text(job, "VO"),
                    text(job, "MinorStatus"),
                    text(job, "ApplicationStatus"),
                    text(job, "Site"),
                    text(job, "Owner"),
                    text(job, "OwnerGroup"),
                    nullableTime(job, "SubmissionTime"),
                    nullableTime(job, "StartExecTime"),
                    nullableTime(job, "EndExecTime"),
                    nullableTime(job, "HeartBeatTime"),
                    job.get("RescheduleCounter").asInt(),
                    job.get("UserPriority").asInt(),
                    jobId);
            insertLogging(database, jobId, job.get("logging"));
            if (!job.get("tq").isNull()) {
                int queue = golden.taskQueueId(job.get("tq").asInt());
                if (queues.putIfAbsent(queue, true) == null) {
                    database.update(
                            "INSERT INTO " + database.taskQueueDb() + ".tq_TaskQueues (TQId, Owner, OwnerGroup, VO,"
                                    + " CPUTime, Priority, Enabled) VALUES (?, 'u', 'g', 'vo', 1000, 1, 1)",
                            queue);
                }
                database.update(
                        "INSERT INTO " + database.taskQueueDb()
                                + ".tq_Jobs (TQId, JobId, Priority, RealPriority) VALUES (?, ?, 1, 1)",
                        queue,
                        jobId);
            }
        }
    }

    private static void insertLogging(TestDatabase database, int jobId, JsonNode rows) throws SQLException {
        int seqNum = 0;
        for (JsonNode row : rows) {
            // StatusTimeOrder is the time in seconds since 1 270 000 000, rounded as DiracX rounds it.
            long micros = SqlTime.micros(OffsetDateTime.parse(text(row, "time")).toLocalDateTime());
            String order = StatusTimeOrder.toDecimal(micros).toPlainString();
            database.insertLog(
                    jobId,
                    ++seqNum,
                    text(row, "Status"),
                    text(row, "MinorStatus"),
                    text(row, "ApplicationStatus"),
                    time(row, "time"),
                    order,
                    text(row, "Source"));
        }
    }

    private static String nullableTime(JsonNode row, String name) {
        return row.get(name).isNull() ? null : time(row, name);
    }
}
