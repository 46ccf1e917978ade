package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;

/** The corners of the fold, one by one; the golden vectors have the rest. */
class JobStatusFoldTest {

    private static final long T = 1_780_000_000_000_000L;
    private static final long SECOND = 1_000_000L;
    private static final long NOW = T + 3600 * SECOND;
    private static final long WALL = T + 7200 * SECOND;

    @Test
    void rejectsAJobWithoutHistory() {
        var job = new JobState(row("Waiting"), List.of(), TimeOrderColumn.NUMERIC);

        assertRejected(job, ReasonCode.NO_LOGGING_HISTORY, event(update(1, JobStatus.MATCHED)));
    }

    @Test
    void rejectsACurrentStatusThatTheMachineDoesNotKnowUnlessForcedOrLate() {
        assertRejected(job("Weird"), ReasonCode.UNKNOWN_CURRENT_STATUS, event(update(1, JobStatus.MATCHED)));
        assertRejected(job("Weird"), ReasonCode.UNKNOWN_CURRENT_STATUS, event(update(1, null)));
        assertRejected(job(""), ReasonCode.UNKNOWN_CURRENT_STATUS, event(update(1, JobStatus.MATCHED)));
        assertRejected(
                job("Weird"), ReasonCode.UNKNOWN_CURRENT_STATUS, forced(update(1, JobStatus.DONE), update(2, null)));

        assertThat(apply(job("Weird"), forced(update(1, JobStatus.DONE)))).isEqualTo(new FoldOutcome.Applied(false));
        assertThat(apply(job("Weird"), event(update(-1, JobStatus.DONE)))).isEqualTo(new FoldOutcome.Applied(false));
    }

    @Test
    void rejectsWhatWouldLogScoutingOrLeaveTheJobInIt() {
        assertRejected(job("Scouting"), ReasonCode.SCOUTING_REFUSED, event(update(1, JobStatus.WAITING)));
        assertRejected(job("Scouting"), ReasonCode.SCOUTING_REFUSED, event(update(1, null)));
        assertRejected(
                job("Scouting"),
                ReasonCode.SCOUTING_REFUSED,
                event(update(1, JobStatus.WAITING), update(2, JobStatus.CHECKING)));
        assertRejected(
                job("Scouting"), ReasonCode.SCOUTING_REFUSED, forced(update(1, JobStatus.DONE), update(2, null)));

        var job = job("Scouting");
        assertThat(apply(job, event(update(1, JobStatus.CHECKING), update(2, JobStatus.WAITING))))
                .isEqualTo(new FoldOutcome.Applied(false));
        assertThat(job.row().status()).isEqualTo("Waiting");
        assertThat(apply(job("Scouting"), event(update(-1, JobStatus.DONE)))).isEqualTo(new FoldOutcome.Applied(false));
    }

    @Test
    void logsARefusedTransitionWithTheStateThatWasKept() {
        var job = job("Waiting");

        var outcome = apply(job, event(update(1, JobStatus.DONE)));

        assertThat(outcome).isEqualTo(new FoldOutcome.Applied(true));
        assertThat(job.row().status()).isEqualTo("Waiting");
        assertThat(job.row().endExecMicros()).isEqualTo(T + SECOND);
        assertThat(job.newRows()).singleElement().satisfies(row -> {
            assertThat(row.seqNum()).isEqualTo(2);
            assertThat(row.status()).isEqualTo("Waiting");
            assertThat(row.minorStatus()).isEqualTo("idem");
            assertThat(row.source()).isEqualTo("Source(SM)");
        });
        assertThat(apply(job, event(update(1, JobStatus.DONE))).kind()).isEqualTo(FoldOutcome.Kind.ALREADY_APPLIED);
    }

    @Test
    void cutsTextsByCharactersAsPythonDoes() {
        var job = job("Waiting");
        String face = "😀";
        var update = new StatusUpdate(T + SECOND, JobStatus.MATCHED, null, face.repeat(300), face.repeat(40));

        apply(job, event(update));

        assertThat(job.newRows().get(0).applicationStatus()).isEqualTo(face.repeat(255));
        assertThat(job.newRows().get(0).source()).isEqualTo(face.repeat(32));
        assertThat(apply(job, event(update)).kind()).isEqualTo(FoldOutcome.Kind.ALREADY_APPLIED);
    }

    @Test
    void storesTwoUpdatesOfOneMillisecondIfTheirTextsDiffer() {
        var job = job("Running");

        apply(job, event(new StatusUpdate(T + SECOND, null, "a", null, "Job_1")));
        apply(job, event(new StatusUpdate(T + SECOND + 1, null, "b", null, "Job_1")));
        apply(job, event(new StatusUpdate(T + SECOND + 2, null, "b", "c", "Job_1")));
        apply(job, event(new StatusUpdate(T + SECOND + 3, null, "b", "c", "Job_2")));
        var again = apply(job, event(new StatusUpdate(T + SECOND + 4, null, "b", "c", "Job_2")));

        assertThat(job.newRows()).extracting(LogRow::seqNum).containsExactly(2, 3, 4, 5);
        assertThat(again.kind()).isEqualTo(FoldOutcome.Kind.ALREADY_APPLIED);
    }

    @Test
    void storesTwoEqualUpdatesOfOneMillisecondIfOneEventHasThem() {
        var job = job("Running");
        var event = event(
                new StatusUpdate(T + SECOND, null, "a", null, "s"),
                new StatusUpdate(T + SECOND + 1, null, "a", null, "s"));

        apply(job, event);

        assertThat(job.newRows()).hasSize(2);
        assertThat(apply(job, event).kind()).isEqualTo(FoldOutcome.Kind.ALREADY_APPLIED);
    }

    @Test
    void appliesOnlyTheUpdatesThatAreNewAndKillsForThemOnly() {
        var job = job("Running");
        apply(job, event(update(1, JobStatus.KILLED)));

        var partly = event(update(1, JobStatus.KILLED), update(2, null));
        apply(job, partly);
        apply(job, partly);

        assertThat(job.newRows()).hasSize(2);
        assertThat(job.kills()).containsExactly(new KillCommand(1, NOW), new KillCommand(1, NOW));
    }

    /** A refused row does not say what was requested, but Done would have left an end time. */
    @Test
    void doesNotTakeARefusedRowForAnUpdateThatCannotHaveLeftIt() {
        var job = job("Staging");
        apply(job, event(update(1, JobStatus.MATCHED)));

        assertThat(apply(job, event(update(1, JobStatus.DONE))).kind()).isEqualTo(FoldOutcome.Kind.APPLIED);
        assertThat(apply(job, event(update(1, JobStatus.RUNNING))).kind()).isEqualTo(FoldOutcome.Kind.APPLIED);
        assertThat(apply(job, event(update(1, null))).kind()).isEqualTo(FoldOutcome.Kind.APPLIED);
        assertThat(apply(job, forced(update(1, JobStatus.MATCHED))).kind()).isEqualTo(FoldOutcome.Kind.APPLIED);
        // Staging allows Checking, so a row that says Staging cannot be what became of it.
        var other = job("Staging");
        apply(other, event(update(1, JobStatus.MATCHED)));
        assertThat(apply(other, event(update(1, JobStatus.CHECKING))).kind()).isEqualTo(FoldOutcome.Kind.APPLIED);
    }

    @Test
    void keepsTheStatusButWritesLogStartAndHeartBeatOfALateEvent() {
        var job = job("Waiting");
        var late = new StatusUpdate(T - SECOND, JobStatus.RUNNING, "m", "a", "JobWrapper");

        apply(job, event(Map.of(JobAttribute.SITE, "x"), late));

        assertThat(job.changes())
                .isEqualTo(Map.of(JobAttribute.START_EXEC_TIME, T - SECOND, JobAttribute.HEART_BEAT_TIME, T - SECOND));
        assertThat(job.newRows())
                .singleElement()
                .satisfies(row -> assertThat(row.status()).isEqualTo("Running"));
    }

    @Test
    void takesOnlyUnchangedSourcesForHeartBeats() {
        assertThat(heartBeatOf("Job", JobStatus.MATCHED)).isEqualTo(T + SECOND);
        assertThat(heartBeatOf("Heartbeat", JobStatus.MATCHED)).isEqualTo(T + SECOND);
        assertThat(heartBeatOf("job", JobStatus.MATCHED)).isNull();
        assertThat(heartBeatOf("Heartbeats", JobStatus.MATCHED)).isNull();
        assertThat(heartBeatOf("JobAgent", JobStatus.DONE)).isEqualTo(T + SECOND); // refused: JobAgent(SM)
        assertThat(heartBeatOf("Heartbeat", JobStatus.DONE)).isNull(); // refused: Heartbeat(SM)
    }

    @Test
    void letsTheEventOverrideItsAttributesAndWritesWallTimeOnce() {
        var job = job("Waiting");
        Map<JobAttribute, Object> attributes = Map.of(
                JobAttribute.SITE,
                "x",
                JobAttribute.STATUS,
                "Weird",
                JobAttribute.LAST_UPDATE_TIME,
                1L,
                JobAttribute.MINOR_STATUS,
                "attribute",
                JobAttribute.VO,
                "lhcb");

        apply(job, event(attributes, update(1, JobStatus.MATCHED)));

        assertThat(job.changes())
                .isEqualTo(Map.of(
                        JobAttribute.SITE, "x",
                        JobAttribute.STATUS, "Matched",
                        JobAttribute.LAST_UPDATE_TIME, WALL,
                        JobAttribute.MINOR_STATUS, "attribute",
                        JobAttribute.VO, "lhcb"));
        assertThat(job.row().vo()).isEqualTo("lhcb");
        assertThat(job.row().minorStatus()).isEqualTo("attribute");
    }

    /** The newest row is of 12:00:03; a later row of the same status but an older time turns DiracX's clock back. */
    @Test
    void judgesNewnessByTheLastRowOfEachStatus() {
        var history = List.of(
                new StoredLogRow(2, "Running", "idem", "idem", order(T + 1), "s"),
                new StoredLogRow(1, "Running", "idem", "idem", order(T + 3 * SECOND), "s"));
        var job = new JobState(row("Running"), history, TimeOrderColumn.NUMERIC);

        apply(job, event(update(1, JobStatus.COMPLETING)));

        assertThat(job.row().status()).isEqualTo("Completing");
        assertThat(job.newRows().get(0).seqNum()).isEqualTo(3);
    }

    private static Long heartBeatOf(String source, JobStatus status) {
        var job = job("Waiting");
        apply(job, event(new StatusUpdate(T + SECOND, status, null, null, source)));
        return job.row().heartBeatMicros();
    }

    private static void assertRejected(JobState job, ReasonCode reason, JobStatusEvent event) {
        var before = job.row();

        var outcome = apply(job, event);

        assertThat(outcome).isInstanceOfSatisfying(FoldOutcome.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason);
            assertThat(rejected.detail()).isNotBlank();
        });
        assertThat(job.row()).isEqualTo(before);
        assertThat(job.isChanged()).isFalse();
        assertThat(job.changes()).isEmpty();
        assertThat(job.kills()).isEmpty();
    }

    private static FoldOutcome apply(JobState job, JobStatusEvent event) {
        return JobStatusFold.apply(job, event, NOW, WALL);
    }

    private static JobState job(String status) {
        var history = List.of(new StoredLogRow(1, "Received", "Job accepted", "idem", order(T), "JobManager"));
        return new JobState(row(status), history, TimeOrderColumn.NUMERIC);
    }

    private static JobRow row(String status) {
        return new JobRow(1, "dteam", status, "minor", "Unknown", null, null, null);
    }

    private static long order(long micros) {
        return StatusTimeOrder.toMillis(micros);
    }

    private static StatusUpdate update(int second, JobStatus status) {
        return new StatusUpdate(T + second * SECOND, status, null, null, "Source");
    }

    private static JobStatusEvent event(StatusUpdate... updates) {
        return event(Map.of(), updates);
    }

    private static JobStatusEvent event(Map<JobAttribute, Object> attributes, StatusUpdate... updates) {
        return new JobStatusEvent(envelope(), 1, new ArrayList<>(List.of(updates)), false, attributes);
    }

    private static JobStatusEvent forced(StatusUpdate... updates) {
        return new JobStatusEvent(envelope(), 1, List.of(updates), true, Map.of());
    }

    private static EventEnvelope envelope() {
        return new EventEnvelope("id", "/test", JobStatusEvent.TYPE, NOW);
    }
}
