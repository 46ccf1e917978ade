package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.junit.jupiter.api.Test;

/** Metadata counts by its arrival, or, where a topic is replayed into tables that have gone on since, by its time. */
class JobMetadataFoldTest {

    private static final long NEWEST = 1_780_000_000_000_000L;
    private static final long HEART_BEAT = NEWEST + 5_000_000;
    private static final Map<JobAttribute, Object> ATTRIBUTES = Map.of(
            JobAttribute.STATUS, "Done",
            JobAttribute.MINOR_STATUS, "x",
            JobAttribute.SITE, "LCG.CERN.cern",
            JobAttribute.HEART_BEAT_TIME, NEWEST);

    @Test
    void isWrittenWhateverItsTime() {
        assertThat(changes(FoldOptions.DEFAULTS, NEWEST - 1)).containsAllEntriesOf(ATTRIBUTES);
        assertThat(changes(FoldOptions.DIRACX, NEWEST - 1)).containsAllEntriesOf(ATTRIBUTES);
    }

    @Test
    void leavesWhatIsNewerAloneIfLateMetadataIsSkipped() {
        FoldOptions replay = new FoldOptions(true, true);

        assertThat(changes(replay, NEWEST - 1)).containsOnlyKeys(JobAttribute.SITE);
        assertThat(changes(replay, NEWEST))
                .containsKeys(JobAttribute.STATUS, JobAttribute.MINOR_STATUS)
                .doesNotContainKey(JobAttribute.HEART_BEAT_TIME);
        assertThat(changes(replay, HEART_BEAT)).containsAllEntriesOf(ATTRIBUTES);
    }

    private static Map<JobAttribute, Object> changes(FoldOptions options, long timeMicros) {
        JobRow row = new JobRow(1, "dteam", "Running", "m", "Unknown", null, null, HEART_BEAT);
        StoredLogRow log = new StoredLogRow(1, "Running", "m", "Unknown", StatusTimeOrder.toMillis(NEWEST), "s");
        JobState job = new JobState(row, List.of(log), TimeOrderColumn.NUMERIC);
        EventEnvelope envelope = new EventEnvelope("id", "/test", JobMetadataEvent.TYPE, timeMicros);
        new JobFold(options).apply(job, new JobMetadataEvent(envelope, 1, ATTRIBUTES, Map.of()), NEWEST);
        return job.changes();
    }
}
