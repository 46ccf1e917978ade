package org.diracgrid.ingest.model.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What the change feed says of a job after a batch, apart from the job's row. Immutable.
 *
 * @param timeMicros the newest of the applied events' times, microseconds since the epoch, UTC
 * @param refused whether the state machine kept the state at least once
 * @param documentStatus the status that DiracX would have written last into the job's document; null if none
 */
public record AppliedStatus(
        long timeMicros, boolean refused, @Nullable String documentStatus) {

    /** This, and then {@code later}. */
    AppliedStatus then(AppliedStatus later) {
        return new AppliedStatus(
                Math.max(timeMicros, later.timeMicros),
                refused || later.refused,
                later.documentStatus == null ? documentStatus : later.documentStatus);
    }
}
