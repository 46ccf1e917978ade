package org.diracgrid.ingest.model.event;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code Updates}: what a source reported about a job at one time. Empty strings are values, only
 * {@code null} means absent.
 *
 * @param timeMicros when it happened, microseconds since the epoch, UTC
 * @param status requested status, never {@link JobStatus#SCOUTING}, or null
 * @param minorStatus requested minor status, or null
 * @param applicationStatus requested application status, or null
 * @param source who reported it, as sent and of any length; {@link #UNKNOWN_SOURCE} where it was absent
 */
public record StatusUpdate(
        long timeMicros,
        @Nullable JobStatus status,
        @Nullable String minorStatus,
        @Nullable String applicationStatus,
        String source) {

    /** What DiracX logs as the source of an update that names none. */
    public static final String UNKNOWN_SOURCE = "Unknown";

    public StatusUpdate {
        if (status != null && !status.isKnownToDiracx()) {
            throw new IllegalArgumentException(status.text() + " cannot be requested");
        }
    }
}
