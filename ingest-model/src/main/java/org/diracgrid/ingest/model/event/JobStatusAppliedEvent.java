package org.diracgrid.ingest.model.event;

import org.jspecify.annotations.Nullable;

/**
 * {@code org.diracgrid.job.status-applied.v1}: what a job's status is after the events of a batch were committed; the
 * worker's own change feed. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param jobId 1 … 2 147 483 647
 * @param vo the job's virtual organisation, not empty
 * @param status {@code Jobs.Status}; any text, since metadata may have set it
 * @param minorStatus {@code Jobs.MinorStatus}
 * @param applicationStatus {@code Jobs.ApplicationStatus}; null where the legacy schema has NULL
 * @param timeMicros the newest of the applied events' times, microseconds since the epoch, UTC
 * @param refused whether the state machine kept the state at least once
 * @param documentStatus the status to write into the job's parameter document; null if DiracX would not have written one,
 *     because all events were late or only set metadata. It differs from {@code status} where metadata changed the latter
 * @param seqNum {@code SeqNum} of the job's last row in {@code LoggingInfo} after the commit, 1 or more; 0 where it is not told
 */
public record JobStatusAppliedEvent(
        EventEnvelope envelope,
        int jobId,
        String vo,
        String status,
        String minorStatus,
        @Nullable String applicationStatus,
        long timeMicros,
        boolean refused,
        @Nullable String documentStatus,
        int seqNum)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.job.status-applied.v1";

    public JobStatusAppliedEvent {
        if (jobId < 1) {
            throw new IllegalArgumentException("jobId must be at least 1");
        }
        if (vo.isEmpty()) {
            throw new IllegalArgumentException("vo must not be empty");
        }
        if (seqNum < 0) {
            throw new IllegalArgumentException("seqNum must not be negative");
        }
    }

    @Override
    public Kind kind() {
        return Kind.JOB_STATUS_APPLIED;
    }

    /** The record key: the job's number in decimal. */
    @Override
    public String key() {
        return Integer.toString(jobId);
    }
}
