package org.diracgrid.ingest.model.event;

import java.util.List;
import java.util.Map;

/**
 * {@code org.diracgrid.job.status.v1}: what one call of DiracX's {@code set_job_statuses} carries for one job.
 *
 * @param envelope the CloudEvents attributes
 * @param jobId 1 … 2 147 483 647
 * @param updates 1 … 1000 entries, ascending by time, no two of the same time
 * @param force whether the state machine is left out
 * @param additionalAttributes columns of {@code Jobs} to set if the event is the newest, by their DiracX names, values
 *     already checked and of type {@link String}, {@link Integer}, {@link Boolean} or {@link java.time.Instant}; empty
 *     if there are none
 */
public record JobStatusEvent(
        EventEnvelope envelope,
        int jobId,
        List<StatusUpdate> updates,
        boolean force,
        Map<String, Object> additionalAttributes)
        implements IngestEvent {

    public JobStatusEvent {
        updates = List.copyOf(updates);
        additionalAttributes = Map.copyOf(additionalAttributes);
    }

    @Override
    public Kind kind() {
        return Kind.JOB_STATUS;
    }
}
