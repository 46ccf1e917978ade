package org.diracgrid.ingest.model.lifecycle;

import java.util.Map;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.jspecify.annotations.Nullable;

/**
 * The key of a row of {@code HeartBeatLoggingInfo} inside its job. Immutable.
 *
 * @param measure {@code Name}
 * @param timeMicros {@code HeartBeatTime}: a whole second, microseconds since the epoch, UTC. DiracX writes
 *     {@code UTC_TIMESTAMP()}, which has no fraction, so what a server does with one does not matter here
 */
public record HeartbeatKey(HeartbeatMeasure measure, long timeMicros) {

    private static final long SECOND = 1_000_000;

    public HeartbeatKey {
        if (timeMicros != wholeSecond(timeMicros)) {
            throw new IllegalArgumentException("timeMicros must be a whole second");
        }
    }

    /**
     * The key by which a heartbeat is known to have been applied: that of its first measure. All its rows are written in
     * one transaction, so one stands for all, and a writer has to look up one key per heartbeat.
     *
     * @return null if the heartbeat measured nothing and therefore leaves no row
     */
    public static @Nullable HeartbeatKey traceOf(JobHeartbeatEvent event) {
        for (Map.Entry<HeartbeatMeasure, Double> entry : event.measures().entrySet()) {
            return new HeartbeatKey(entry.getKey(), wholeSecond(event.timeMicros()));
        }
        return null;
    }

    static long wholeSecond(long micros) {
        return Math.floorDiv(micros, SECOND) * SECOND;
    }
}
