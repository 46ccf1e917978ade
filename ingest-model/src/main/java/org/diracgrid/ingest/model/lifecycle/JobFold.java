package org.diracgrid.ingest.model.lifecycle;

import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;

/** Applies events of any kind to their job, one after the other, each as one call of DiracX would. Immutable. */
public final class JobFold {

    private final FoldOptions options;
    private final boolean repairs;

    /** For {@code Jobs} and {@code LoggingInfo} that are written in one transaction. */
    public JobFold(FoldOptions options) {
        this(options, false);
    }

    private JobFold(FoldOptions options, boolean repairs) {
        this.options = options;
        this.repairs = repairs;
    }

    /**
     * For {@code LoggingInfo} that is committed before {@code Jobs}: an event that is in the one but perhaps not in the other
     * is repaired, see {@link JobStatusRepair}.
     */
    public static JobFold ofSplitCommits(FoldOptions options) {
        return new JobFold(options, true);
    }

    /**
     * Applies {@code event} to {@code job}, or leaves {@code job} as it is and says why. The event's own time counts as
     * DiracX's "now" wherever that becomes key or history.
     *
     * @param job the event's job; for a heartbeat it knows whether the {@linkplain HeartbeatKey#traceOf trace} is stored
     * @param event anything but a {@code status-applied} event, which is an answer and no question
     * @param wallMicros the current time, which becomes LastUpdateTime
     */
    public FoldOutcome apply(JobState job, IngestEvent event, long wallMicros) {
        return switch (event.kind()) {
            case JOB_STATUS -> applyStatus(job, (JobStatusEvent) event, wallMicros);
            case JOB_HEARTBEAT ->
                JobHeartbeatFold.apply(
                        job,
                        (JobHeartbeatEvent) event,
                        options.monotonicHeartbeats(),
                        repairs,
                        status -> applyStatus(job, status, wallMicros));
            case JOB_METADATA ->
                JobMetadataFold.apply(job, (JobMetadataEvent) event, options.skipsLateMetadata(), wallMicros);
            case JOB_STATUS_APPLIED,
                    PILOT_REGISTERED,
                    PILOT_METADATA,
                    PILOT_JOBS_ASSIGNED,
                    PILOT_OUTPUT,
                    PILOT_PARAMETERS,
                    PILOT_LOG -> throw new IllegalArgumentException("not to be applied: " + event.kind());
        };
    }

    private FoldOutcome applyStatus(JobState job, JobStatusEvent event, long wallMicros) {
        long nowMicros = event.envelope().timeMicros();
        return repairs
                ? JobStatusRepair.apply(job, event, nowMicros, wallMicros)
                : JobStatusFold.apply(job, event, nowMicros, wallMicros);
    }
}
