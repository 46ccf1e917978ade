package org.diracgrid.ingest.model.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What the change feed says of a job after a batch, apart from the job's row: of the events that were applied, and of those
 * that had been applied before and came again. Immutable.
 *
 * @param timeMicros the newest of these events' times, microseconds since the epoch, UTC
 * @param refused whether the state machine kept the state at least once
 * @param documentStatus the status to write into the job's document; null if none of them was one for which DiracX writes it
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
