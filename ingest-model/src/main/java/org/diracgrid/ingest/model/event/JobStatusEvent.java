package org.diracgrid.ingest.model.event;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code org.diracgrid.job.status.v1}: what one call of DiracX's {@code set_job_statuses} carries for one job. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param jobId 1 … 2 147 483 647
 * @param updates 1 … {@value #UPDATES_MAX} entries, ascending by time, no two of the same time
 * @param force whether the state machine is left out
 * @param additionalAttributes columns of {@code Jobs} to set if the event is the newest, each value of the Java type that
 *     {@link JobAttribute.Type} names; empty if there are none
 */
public record JobStatusEvent(
        EventEnvelope envelope,
        int jobId,
        List<StatusUpdate> updates,
        boolean force,
        Map<JobAttribute, Object> additionalAttributes)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.job.status.v1";

    /** Most entries of one event. */
    public static final int UPDATES_MAX = 1000;

    public JobStatusEvent {
        updates = List.copyOf(updates);
        additionalAttributes = additionalAttributes.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new EnumMap<>(additionalAttributes));
        if (jobId < 1) {
            throw new IllegalArgumentException("jobId must be at least 1");
        }
        requireAscending(updates);
    }

    @Override
    public Kind kind() {
        return Kind.JOB_STATUS;
    }

    /** The record key: the job's number in decimal. */
    @Override
    public String key() {
        return Integer.toString(jobId);
    }

    private static void requireAscending(List<StatusUpdate> updates) {
        if (updates.isEmpty() || updates.size() > UPDATES_MAX) {
            throw new IllegalArgumentException("updates must have 1 to " + UPDATES_MAX + " entries");
        }
        for (int i = 1; i < updates.size(); i++) {
            if (updates.get(i - 1).timeMicros() >= updates.get(i).timeMicros()) {
                throw new IllegalArgumentException("updates must ascend by time");
            }
        }
    }
}
