package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;

/** One event that comes again where its rows are and its effects may be: what is written is only what it wrote last. */
class JobStatusRepairTest {

    private static final long T = 1_780_000_000_000_000L;
    private static final JobFold FOLD = JobFold.ofSplitCommits(new FoldOptions(true, false));
    private static final JobRow MATCHED = row("Matched", "m", null);
    private static final JobStatusEvent RUNNING = event(1, JobStatus.RUNNING, "running", "Job_1");
    private static final JobStatusEvent DONE = event(2, JobStatus.DONE, "done", "Job_1");
    private static final JobStatusEvent KILLED = event(2, JobStatus.KILLED, "killed", "Job_1");

    @Test
    void doesNothingToAJobThatIsUpToDate() {
        var job = new JobState(after(MATCHED, RUNNING, DONE), rowsOf(RUNNING, DONE), TimeOrderColumn.NUMERIC);

        assertThat(apply(job, RUNNING)).isEqualTo(new FoldOutcome.AlreadyApplied());
        assertThat(apply(job, DONE)).isEqualTo(new FoldOutcome.AlreadyApplied());

        assertThat(job.isChanged()).isFalse();
    }

    @Test
    void bringsAJobThatIsBehindUpToDate() {
        var job = new JobState(MATCHED, rowsOf(RUNNING, KILLED), TimeOrderColumn.NUMERIC);

        apply(job, RUNNING);
        assertThat(job.row().status()).isEqualTo("Running");
        apply(job, KILLED);

        assertThat(job.row()).isEqualTo(after(MATCHED, RUNNING, KILLED));
        assertThat(job.kills()).containsExactly(new KillCommand(1, at(2)));
        assertThat(job.leavesTaskQueue()).isTrue();
        assertThat(job.newRows()).isEmpty();
        assertThat(job.changes()).containsKey(JobAttribute.LAST_UPDATE_TIME);
    }

    /** A producer sends an event of the past twice, and somebody has set the texts and the status past the log. */
    @Test
    void anEventOfThePastOverwritesNothing() {
        var job = new JobState(
                row("Failed", "set by hand", at(9)),
                rowsOf(RUNNING, DONE, event(3, null, null, "s")),
                TimeOrderColumn.NUMERIC);
        var before = job.row();

        apply(job, RUNNING);

        assertThat(job.row().status()).isEqualTo(before.status());
        assertThat(job.row().minorStatus()).isEqualTo(before.minorStatus());
        assertThat(job.row().heartBeatMicros()).isEqualTo(before.heartBeatMicros());
    }

    /** The job was killed over HTTP between the two commits: its row is behind the history but not that far. */
    @Test
    void whatAnotherWriterLoggedSinceStays() {
        var job = new JobState(row("Killed", "killed", null), rowsOf(RUNNING, KILLED), TimeOrderColumn.NUMERIC);

        apply(job, RUNNING);

        assertThat(job.row().status()).isEqualTo("Killed");
        assertThat(job.row().minorStatus()).isEqualTo("killed");
        assertThat(job.row().startExecMicros()).isEqualTo(at(1));
    }

    @Test
    void aJobThatIsQueuedAnewStaysInItsQueue() {
        var job = new JobState(
                row("Waiting", "m", null),
                rowsOf(KILLED, event(3, JobStatus.DELETED, null, "s"), event(4, JobStatus.WAITING, null, "s")),
                TimeOrderColumn.NUMERIC);

        apply(job, KILLED);

        assertThat(job.kills()).hasSize(1);
        assertThat(job.leavesTaskQueue()).isFalse();
    }

    @Test
    void aStalledJobThatWasReportedRuns() {
        var report = event(3, null, "alive", "s");
        var job = new JobState(
                row("Stalled", "m", null),
                rowsOf(RUNNING, event(2, JobStatus.STALLED, null, "s"), report),
                TimeOrderColumn.NUMERIC);

        apply(job, report);

        assertThat(job.row().status()).isEqualTo("Running");
        assertThat(job.row().minorStatus()).isEqualTo("alive");
    }

    /** A late sign of life turns HeartBeatTime back; not so if a heartbeat, which is not logged, has come since. */
    @Test
    void turnsHeartBeatTimeBackOnlyWhereItShowsAnOlderRow() {
        var late = event(0, null, "late", "Job_1");
        var lost = new JobState(row("Running", "m", at(1)), rowsOf(RUNNING, late), TimeOrderColumn.NUMERIC);
        var later = new JobState(row("Running", "m", at(9)), rowsOf(RUNNING, late), TimeOrderColumn.NUMERIC);

        apply(lost, late);
        apply(later, late);

        assertThat(lost.row().heartBeatMicros()).isEqualTo(at(0));
        assertThat(later.row().heartBeatMicros()).isEqualTo(at(9));
    }

    /** Of a job report that sends old entries again only the new ones are judged, against the history behind the old ones. */
    @Test
    void findsTheRowsOfTheEventItself() {
        var other = event(2, JobStatus.COMPLETING, null, "s");
        var update = new StatusUpdate(at(3), null, "new", null, "Job_1");
        var report = new JobStatusEvent(
                RUNNING.envelope(), 1, List.of(RUNNING.updates().get(0), update), false, Map.of());
        var rows = rowsOf(RUNNING, other, event(3, null, "new", "Job_1"));

        EventRows own = EventRows.find(report, rows);

        assertThat(own.updates()).containsExactly(update);
        assertThat(own.start()).isEqualTo(4);
    }

    private static FoldOutcome apply(JobState job, JobStatusEvent event) {
        return FOLD.apply(job, event, T);
    }

    private static JobRow after(JobRow row, JobStatusEvent... events) {
        var job = new JobState(row, rowsOf(), TimeOrderColumn.NUMERIC);
        for (var event : events) {
            apply(job, event);
        }
        return job.row();
    }

    /** Two rows of the submission, and those of {@code events} as requested. */
    private static List<StoredLogRow> rowsOf(JobStatusEvent... events) {
        var rows = new ArrayList<>(List.of(
                new StoredLogRow(1, "Received", "m", "Unknown", StatusTimeOrder.toMillis(at(-9)), "JobManager"),
                new StoredLogRow(2, "Matched", "m", "Unknown", StatusTimeOrder.toMillis(at(-8)), "Matcher")));
        for (var event : events) {
            for (var update : event.updates()) {
                rows.add(new StoredLogRow(
                        rows.size() + 1,
                        JobHistory.loggedStatus(update.status()),
                        JobHistory.loggedText(update.minorStatus()),
                        "idem",
                        StatusTimeOrder.toMillis(update.timeMicros()),
                        update.source()));
            }
        }
        return rows;
    }

    private static JobStatusEvent event(int seconds, JobStatus status, String minorStatus, String source) {
        var envelope = new EventEnvelope("id", "/test", JobStatusEvent.TYPE, at(seconds));
        var update = new StatusUpdate(at(seconds), status, minorStatus, null, source);
        return new JobStatusEvent(envelope, 1, List.of(update), false, Map.of());
    }

    private static JobRow row(String status, String minorStatus, Long heartBeatMicros) {
        return new JobRow(1, "dteam", status, minorStatus, "Unknown", null, null, heartBeatMicros);
    }

    private static long at(int seconds) {
        return T + seconds * 1_000_000L;
    }
}
