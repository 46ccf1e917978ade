package org.diracgrid.ingest.model.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code org.diracgrid.pilot.jobs-assigned.v1}: a pilot was given jobs. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param stamp 1 … 32 characters
 * @param jobIds 1 … {@value #JOBS_MAX} numbers, each 1 … 2 147 483 647, no two alike
 * @param startMicros when, microseconds since the epoch, UTC
 * @param setRunning whether the pilot becomes Running, as DIRAC's (not DiracX's) service does
 * @param gridSite its site, for {@code setRunning}; null leaves it alone
 */
public record PilotJobsAssignedEvent(
        EventEnvelope envelope,
        String stamp,
        List<Integer> jobIds,
        long startMicros,
        boolean setRunning,
        @Nullable String gridSite)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.pilot.jobs-assigned.v1";

    /** Most jobs of one event. */
    public static final int JOBS_MAX = 10_000;

    public PilotJobsAssignedEvent {
        PilotName.ofStamp(stamp);
        jobIds = List.copyOf(jobIds);
        if (jobIds.isEmpty() || jobIds.size() > JOBS_MAX) {
            throw new IllegalArgumentException("jobIds must have 1 to " + JOBS_MAX + " elements");
        }
        if (Set.copyOf(jobIds).size() != jobIds.size() || jobIds.stream().anyMatch(id -> id < 1)) {
            throw new IllegalArgumentException("jobIds must be distinct and at least 1");
        }
    }

    @Override
    public Kind kind() {
        return Kind.PILOT_JOBS_ASSIGNED;
    }

    /** The record key: the stamp. */
    @Override
    public String key() {
        return stamp;
    }
}
