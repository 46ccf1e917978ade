package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed says of an event that was applied before is what it said at first, or what has become of the job since. */
class AppliedStatusTest {

    private static final long T = 1_780_000_000_000_000L;
    private static final long SECOND = 1_000_000;

    private final List<StoredLogRow> log = new ArrayList<>();
    private JobRow row = new JobRow(1, "dteam", "Matched", "m", "Unknown", null, null, null);

    @BeforeEach
    void aMatchedJob() {
        log.add(new StoredLogRow(1, "Matched", "m", "Unknown", StatusTimeOrder.toMillis(T), "s"));
    }

    @Test
    void saysTheSameAgain() {
        var running = status(1, JobStatus.RUNNING);

        assertThat(apply(running)).isEqualTo(new AppliedStatus(T + SECOND, false, "Running"));
        assertThat(apply(running)).isEqualTo(new AppliedStatus(T + SECOND, false, "Running"));
    }

    @Test
    void saysAgainThatTheMachineRefused() {
        var done = status(1, JobStatus.DONE); // not from Matched

        assertThat(apply(done)).isEqualTo(new AppliedStatus(T + SECOND, true, "Matched"));
        assertThat(apply(done)).isEqualTo(new AppliedStatus(T + SECOND, true, "Matched"));
    }

    @Test
    void hasNothingForTheDocumentWhereTheEventWasLate() {
        apply(status(5, JobStatus.RUNNING));
        var late = status(3, JobStatus.DONE);

        assertThat(apply(late)).isEqualTo(new AppliedStatus(T + 3 * SECOND, false, null));
        assertThat(apply(late)).isEqualTo(new AppliedStatus(T + 3 * SECOND, false, null));
    }

    @Test
    void hasNothingForTheDocumentWhereTheEventWasLateThoughMetadataCameBefore() {
        apply(status(5, null));
        apply(metadata(6, "Stalled"));
        var late = status(3, null);

        assertThat(apply(late).documentStatus()).isNull();
        assertThat(apply(late).documentStatus()).isNull();
    }

    /** The first row of the late event turns {@code last_time} back to 3, so that the second alone would look new enough. */
    @Test
    void judgesTheRowsOfAnEventTogether() {
        apply(status(9, JobStatus.RUNNING));
        var late = new JobStatusEvent(
                envelope(4), 1, List.of(update(3, JobStatus.RUNNING), update(4, JobStatus.DONE)), false, Map.of());

        assertThat(apply(late).documentStatus()).isNull();
        assertThat(apply(late).documentStatus()).isNull();
        assertThat(row.status()).isEqualTo("Running");
    }

    @Test
    void saysWhatHasBecomeOfTheJobSince() {
        var running = status(1, JobStatus.RUNNING);
        apply(running);
        apply(status(2, JobStatus.COMPLETING));

        assertThat(apply(running).documentStatus()).isEqualTo("Completing");
    }

    @Test
    void saysAgainThatAHeartbeatWithoutMeasuresMadeATransition() {
        var heartbeat = new JobHeartbeatEvent(envelope(1), 1, T + SECOND, Map.of(), null);

        assertThat(apply(heartbeat)).isEqualTo(new AppliedStatus(T + SECOND, false, "Running"));
        assertThat(apply(heartbeat)).isEqualTo(new AppliedStatus(T + SECOND, false, "Running"));
    }

    @Test
    void takesTheLastWordOfABatch() {
        var running = status(1, JobStatus.RUNNING);
        var late = status(-1, JobStatus.FAILED);
        apply(running);

        var said = apply(running, status(2, JobStatus.DONE), late);

        assertThat(said).isEqualTo(new AppliedStatus(T + 2 * SECOND, false, "Done"));
    }

    private AppliedStatus apply(IngestEvent... events) {
        var job = new JobState(row, log, TimeOrderColumn.NUMERIC, Set.of());
        for (var event : events) {
            new JobFold(FoldOptions.DIRACX).apply(job, event, T);
        }
        job.newRows().forEach(added -> log.add(added.stored()));
        row = job.row();
        return job.appliedStatus();
    }

    private static JobStatusEvent status(int second, JobStatus status) {
        return new JobStatusEvent(envelope(second), 1, List.of(update(second, status)), false, Map.of());
    }

    private static StatusUpdate update(int second, JobStatus status) {
        return new StatusUpdate(T + second * SECOND, status, "x", null, "s");
    }

    private static JobMetadataEvent metadata(int second, String status) {
        return new JobMetadataEvent(envelope(second), 1, Map.of(JobAttribute.STATUS, status), Map.of());
    }

    private static EventEnvelope envelope(int second) {
        return new EventEnvelope("id" + second, "/test", "type", T + second * SECOND);
    }
}
