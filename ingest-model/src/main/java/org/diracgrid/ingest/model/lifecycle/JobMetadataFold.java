package org.diracgrid.ingest.model.lifecycle;

import java.util.EnumMap;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobMetadataEvent;

/**
 * Applies metadata as DiracX's {@code set_job_parameters_or_attributes} does: the columns are set as they are, past the
 * state machine and without a log row; LastUpdateTime is touched if Status is among them. Parameters are no business of the
 * {@code Jobs} row.
 *
 * <p>Metadata leaves no trace that a repetition could be known by. Metadata that sets a column which other events set as well
 * is therefore {@linkplain Fences fenced}, and the last write wins.
 *
 * <p>With {@code skipsLate}, for replays into tables that have gone on since, metadata that is older than the newest log row
 * leaves Status, MinorStatus and ApplicationStatus alone, and metadata older than HeartBeatTime leaves that alone: as a late
 * status update does. DiracX knows no late metadata; it takes the time of arrival.
 */
public final class JobMetadataFold {

    private static final FoldOutcome APPLIED = new FoldOutcome.Applied(false);
    private static final FoldOutcome ALREADY_APPLIED = new FoldOutcome.AlreadyApplied();

    private JobMetadataFold() {}

    /**
     * Whether the event cannot be applied without its job: DiracX looks the VO of a document up by the job and fails where
     * there is none, but updates no row of {@code Jobs} without a word.
     */
    public static boolean needsJob(JobMetadataEvent event) {
        return !event.parameters().isEmpty();
    }

    static FoldOutcome apply(JobState job, JobMetadataEvent event, boolean skipsLate, long wallMicros) {
        var columns = new EnumMap<JobAttribute, Object>(JobAttribute.class);
        columns.putAll(event.attributes());
        long timeMicros = event.envelope().timeMicros();
        if (skipsLate) {
            skip(job, timeMicros, columns);
        }
        if (columns.isEmpty()) {
            return event.attributes().isEmpty() ? APPLIED : ALREADY_APPLIED;
        }
        if (columns.containsKey(JobAttribute.STATUS)) {
            columns.put(JobAttribute.LAST_UPDATE_TIME, wallMicros);
        }
        job.change(columns);
        if (columns.containsKey(JobAttribute.STATUS)
                || columns.containsKey(JobAttribute.MINOR_STATUS)
                || columns.containsKey(JobAttribute.APPLICATION_STATUS)) {
            job.say(new AppliedStatus(timeMicros, false, null));
        }
        return APPLIED;
    }

    private static void skip(JobState job, long timeMicros, EnumMap<JobAttribute, Object> columns) {
        if (!job.history().isEmpty() && timeMicros < job.history().latestMicros()) {
            columns.remove(JobAttribute.STATUS);
            columns.remove(JobAttribute.MINOR_STATUS);
            columns.remove(JobAttribute.APPLICATION_STATUS);
        }
        Long heartBeat = job.row().heartBeatMicros();
        if (heartBeat != null && heartBeat > timeMicros) {
            columns.remove(JobAttribute.HEART_BEAT_TIME);
        }
    }
}
