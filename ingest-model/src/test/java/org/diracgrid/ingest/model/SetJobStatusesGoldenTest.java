package org.diracgrid.ingest.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.KillCommand;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Golden kind iii: what DiracX's {@code set_job_statuses} wrote, call by call and job by job, is what codec and fold make
 * of the same calls sent as events; and sending all of them again changes nothing.
 */
class SetJobStatusesGoldenTest {

    private static final List<JsonNode> CASES = Golden.cases("iii-set-job-statuses");
    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(NonUtcOffset.REJECT));

    @ParameterizedTest
    @CsvSource({"NUMERIC,true", "NUMERIC,false", "DOUBLE,true", "DOUBLE,false"})
    void writesWhatDiracxWrites(TimeOrderColumn column, boolean oneBatch) {
        assertThat(CASES).hasSize(400);
        for (var golden : CASES) {
            var database = new MemoryDatabase(golden, column, oneBatch);
            var applied = sendAll(golden, database);
            database.commit();

            assertTables(golden, database);
            int before = database.kills().size();
            for (var event : applied) {
                var outcome = database.apply(event, Long.MAX_VALUE);
                assertThat(outcome.kind()).as("%s", golden).isEqualTo(FoldOutcome.Kind.ALREADY_APPLIED);
            }
            database.commit();
            assertThat(database.kills()).hasSize(before);
            assertTables(golden, database);
        }
    }

    /** Sends every event of the case, asserts which of them are rejected and why, and returns the others. */
    private static List<JobStatusEvent> sendAll(JsonNode golden, MemoryDatabase database) {
        var applied = new ArrayList<JobStatusEvent>();
        var rejected = new HashSet<String>();
        for (var sent : GoldenEvents.of(golden)) {
            String name = sent.call() + " " + sent.jobId();
            try {
                var event = (JobStatusEvent) CODEC.decodeStructured(sent.value());
                if (!database.has(sent.jobId())) {
                    continue;
                }
                var outcome = database.apply(event, sent.nowMicros());
                if (outcome instanceof FoldOutcome.Rejected fold) {
                    assertThat(fold.reason())
                            .as("%s", golden)
                            .isIn(
                                    ReasonCode.NO_LOGGING_HISTORY,
                                    ReasonCode.UNKNOWN_CURRENT_STATUS,
                                    ReasonCode.SCOUTING_REFUSED);
                    rejected.add(name);
                } else {
                    assertThat(outcome.kind()).as("%s", golden).isEqualTo(FoldOutcome.Kind.APPLIED);
                    applied.add(event);
                }
            } catch (EventRejectedException e) {
                boolean noSuchNumber = sent.jobId() > Integer.MAX_VALUE;
                assertThat(e.reason())
                        .as("%s", golden)
                        .isIn(
                                noSuchNumber
                                        ? List.of(ReasonCode.OUT_OF_RANGE)
                                        : List.of(ReasonCode.NAIVE_TIMESTAMP, ReasonCode.BAD_TIMESTAMP));
                if (!noSuchNumber) {
                    rejected.add(name);
                }
            }
        }
        assertThat(rejected).as("%s", golden).isEqualTo(expectedErrors(golden));
        return applied;
    }

    private static Set<String> expectedErrors(JsonNode golden) {
        var errors = new HashSet<String>();
        for (var error : golden.get("expected").get("isolated").path("errors")) {
            errors.add(error.get(0).asInt() + " " + error.get(1).asLong());
        }
        return errors;
    }

    private static void assertTables(JsonNode golden, MemoryDatabase database) {
        var isolated = golden.get("expected").get("isolated");
        var expected = isolated.isTextual() ? golden.get("expected").get("final") : isolated.get("final");
        for (var entry : expected.get("jobs").properties()) {
            long id = Long.parseLong(entry.getKey());
            for (var column : List.of(
                    "VO",
                    "Status",
                    "MinorStatus",
                    "ApplicationStatus",
                    "Site",
                    "Owner",
                    "OwnerGroup",
                    "SubmissionTime",
                    "StartExecTime",
                    "EndExecTime",
                    "HeartBeatTime",
                    "LastUpdateTime",
                    "RescheduleCounter",
                    "UserPriority")) {
                assertThat(database.job(id).get(column))
                        .as("%s of %d in %s", column, id, golden)
                        .isEqualTo(entry.getValue().get(column));
            }
        }
        for (var entry : expected.get("logging").properties()) {
            assertThat(database.log(Long.parseLong(entry.getKey())))
                    .as("log of %s in %s", entry.getKey(), golden)
                    .containsExactlyElementsOf(entry.getValue());
        }
        assertThat(database.kills().stream().sorted(BY_JOB_AND_TIME).toList())
                .as("%s", golden)
                .isEqualTo(commands(expected.get("commands")));
        assertThat(queuedJobs(golden, database)).as("%s", golden).isEqualTo(queuedJobs(expected.get("tq_jobs")));
    }

    private static final Comparator<KillCommand> BY_JOB_AND_TIME =
            Comparator.comparingInt(KillCommand::jobId).thenComparingLong(KillCommand::receptionMicros);

    private static List<KillCommand> commands(JsonNode rows) {
        var kills = new ArrayList<KillCommand>();
        for (var row : rows) {
            assertThat(row.get("Command").asText()).isEqualTo("Kill");
            kills.add(new KillCommand(row.get("JobID").asInt(), Golden.micros(row.get("ReceptionTime"))));
        }
        kills.sort(BY_JOB_AND_TIME);
        return kills;
    }

    /** Jobs still in a task queue: those that were and were never killed. */
    private static Set<Long> queuedJobs(JsonNode golden, MemoryDatabase database) {
        var queued = new HashSet<Long>();
        for (var job : golden.get("input").get("jobs")) {
            if (!job.get("tq").isNull()) {
                queued.add(job.get("JobID").asLong());
            }
        }
        database.kills().forEach(kill -> queued.remove((long) kill.jobId()));
        return queued;
    }

    private static Set<Long> queuedJobs(JsonNode rows) {
        var queued = new HashSet<Long>();
        for (var row : rows) {
            queued.add(
                    row.path("JobId").isMissingNode()
                            ? row.get(1).asLong()
                            : row.get("JobId").asLong());
        }
        return queued;
    }
}
