package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All golden cases of kind iii in one database, their events mixed in common batches, leave exactly what DiracX left; and
 * the same events once more, cut into other batches, change nothing.
 */
@ExtendWith(DevStackExtension.class)
class MySqlGoldenIT {

    private static final String WALL = "2030-01-02 03:04:05";
    private static final InstantSource WALL_CLOCK = InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.999999Z"));
    private static final InstantSource LATER_CLOCK = InstantSource.fixed(Instant.parse("2031-01-01T00:00:00Z"));

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private final List<GoldenCase> cases = GoldenCase.all();

    /** What an event is expected to meet with. */
    private record Expected(GoldenCase golden, int call, String original, JobStatusEvent event) {}

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatDiracxLeaves(SchemaFlavour flavour, DevStack stack) throws Exception {
        assertThat(cases).hasSize(400);
        try (TestDatabase database = new TestDatabase(stack, flavour, "golden")) {
            // Given
            for (GoldenCase golden : cases) {
                insert(database, golden);
            }
            List<Expected> events = events();

            // When
            List<WriteOutcome> outcomes = write(database, events, WALL_CLOCK, 97);

            // Then
            assertOutcomes(events, outcomes);
            assertTables(database);
            List<String> before = database.everything();
            assertThat(write(database, stored(events, outcomes), LATER_CLOCK, 41))
                    .allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.SUPERSEDED);
            assertThat(database.everything()).isEqualTo(before);
        }
    }

    /** Call by call over all cases, so that a batch holds several cases and, at its seams, several calls of one job. */
    private List<Expected> events() {
        EventCodec codec = new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(CodecOptions.NonUtcOffset.REJECT));
        List<Expected> events = new ArrayList<>();
        for (int group = 0; group < cases.size(); group += 10) {
            for (int call = 0; call < 10; call++) {
                for (GoldenCase golden : cases.subList(group, group + 10)) {
                    if (call < golden.calls()) {
                        decode(codec, golden, call, events);
                    }
                }
            }
        }
        return events;
    }

    private static void decode(EventCodec codec, GoldenCase golden, int call, List<Expected> events) {
        golden.events(call).forEach((original, bytes) -> {
            try {
                events.add(new Expected(golden, call, original, (JobStatusEvent) codec.decodeStructured(bytes)));
            } catch (EventRejectedException e) {
                assertThat(golden.fails(call, original))
                        .as("%s call %d job %s: %s %s", golden.id, call, original, e.reason(), e.getMessage())
                        .isTrue();
            }
        });
    }

    private List<WriteOutcome> write(TestDatabase database, List<Expected> events, InstantSource clock, int batchSize)
            throws Exception {
        MySqlStore store = lane.get(() -> MySqlStore.open(vertx, database.settings(), clock));
        List<WriteOutcome> outcomes = new ArrayList<>();
        for (int from = 0; from < events.size(); from += batchSize) {
            List<JobStatusEvent> batch = events.subList(from, Math.min(from + batchSize, events.size())).stream()
                    .map(Expected::event)
                    .toList();
            outcomes.addAll(lane.write(store.writer(), batch));
        }
        lane.get(store::close);
        return outcomes;
    }

    /** What was rejected may be taken later, when its job has moved on; only what was stored must not count again. */
    private static List<Expected> stored(List<Expected> events, List<WriteOutcome> outcomes) {
        List<Expected> stored = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (outcomes.get(i).kind() == WriteOutcome.Kind.STORED) {
                stored.add(events.get(i));
            }
        }
        return stored;
    }

    private static void assertOutcomes(List<Expected> events, List<WriteOutcome> outcomes) {
        assertThat(outcomes).hasSameSizeAs(events);
        for (int i = 0; i < outcomes.size(); i++) {
            Expected expected = events.get(i);
            boolean exists = expected.golden().isolated.get("jobs").has(expected.original());
            WriteOutcome.Kind kind = !exists
                    ? WriteOutcome.Kind.ABSENT
                    : expected.golden().fails(expected.call(), expected.original())
                            ? WriteOutcome.Kind.REJECTED
                            : WriteOutcome.Kind.STORED;
            assertThat(outcomes.get(i).kind())
                    .as(
                            "%s call %d job %s: %s",
                            expected.golden().id, expected.call(), expected.original(), outcomes.get(i))
                    .isEqualTo(kind);
        }
    }

    private void assertTables(TestDatabase database) throws SQLException {
        Map<String, String> jobs = byKey(database.rows("SELECT JobID, VO, Status, MinorStatus, ApplicationStatus, Site,"
                + " UserPriority, RescheduleCounter, VerifiedFlag, AccountedFlag, StartExecTime, EndExecTime,"
                + " HeartBeatTime, SubmissionTime, RescheduleTime, LastUpdateTime FROM " + database.jobDb() + ".Jobs"));
        Map<String, String> logging = byKey(database.rows("SELECT CONCAT(JobID, '/', SeqNum), Status, MinorStatus,"
                + " ApplicationStatus, StatusTime, CAST(StatusTimeOrder AS DECIMAL(12,3)), StatusSource FROM "
                + database.loggingDb() + ".LoggingInfo"));
        List<String> commands =
                database.rows("SELECT JobID, Command, Arguments, Status, ReceptionTime, ExecutionTime FROM "
                        + database.jobDb() + ".JobCommands ORDER BY JobID, ReceptionTime");
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
            for (JsonNode entry : golden.isolated.get("tq_jobs")) {
                expectedQueued.add(golden.taskQueueId(entry.get(0).asInt()) + "|"
                        + golden.jobId(entry.get(1).asText()));
            }
            for (JsonNode queue : golden.isolated.get("task_queues")) {
                expectedQueues.add(Integer.toString(golden.taskQueueId(queue.asInt())));
            }
        }
        assertThat(jobs).hasSizeGreaterThan(400).isEqualTo(expectedJobs);
        assertThat(logging).hasSizeGreaterThan(5000).isEqualTo(expectedLogging);
        assertThat(commands).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(expectedCommands);
        assertThat(database.rows("SELECT TQId, JobId FROM " + database.taskQueueDb() + ".tq_Jobs"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(expectedQueued);
        assertThat(database.rows("SELECT TQId FROM " + database.taskQueueDb() + ".tq_TaskQueues"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(expectedQueues);
    }

    private static String job(GoldenCase golden, JsonNode row) {
        return String.join(
                "|",
                text(row, "VO"),
                text(row, "Status"),
                text(row, "MinorStatus"),
                text(row, "ApplicationStatus"),
                text(row, "Site"),
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
        return row.get(name).asBoolean() ? "True" : "False";
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
