package org.diracgrid.ingest.model.event;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code Updates}: what a source reported about a job at one time. Empty strings are values, only
 * {@code null} means absent.
 *
 * @param timeMicros when it happened, microseconds since the epoch, UTC
 * @param status requested status by its DiracX name, or null
 * @param minorStatus requested minor status, or null
 * @param applicationStatus requested application status, or null
 * @param source who reported it, as sent; {@code "Unknown"} where it was absent
 */
public record StatusUpdate(
        long timeMicros,
        @Nullable String status,
        @Nullable String minorStatus,
        @Nullable String applicationStatus,
        String source) {}
