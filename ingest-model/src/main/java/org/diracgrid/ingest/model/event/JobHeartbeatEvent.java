package org.diracgrid.ingest.model.event;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code org.diracgrid.job.heartbeat.v1}: a sign of life of one job, what DiracX's {@code add_heartbeat} takes. Immutable.
 *
 * @param envelope the CloudEvents attributes
 * @param jobId 1 … 2 147 483 647
 * @param timeMicros when the job was alive, microseconds since the epoch, UTC
 * @param measures what was measured, finite numbers, in the order of the enum; empty if nothing was
 * @param standardOutput the last lines of the payload's output, any length; null if they were not sent
 */
public record JobHeartbeatEvent(
        EventEnvelope envelope,
        int jobId,
        long timeMicros,
        Map<HeartbeatMeasure, Double> measures,
        @Nullable String standardOutput)
        implements IngestEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "org.diracgrid.job.heartbeat.v1";

    public JobHeartbeatEvent {
        measures = measures.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(measures));
        if (jobId < 1) {
            throw new IllegalArgumentException("jobId must be at least 1");
        }
        for (double value : measures.values()) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("measures must be finite");
            }
        }
    }

    @Override
    public Kind kind() {
        return Kind.JOB_HEARTBEAT;
    }

    /** The record key: the job's number in decimal. */
    @Override
    public String key() {
        return Integer.toString(jobId);
    }
}
