package org.diracgrid.ingest.model.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * The columns of a {@code Jobs} row that the status logic reads or that a reader of its result wants. Immutable.
 *
 * @param jobId the job
 * @param vo its virtual organisation
 * @param status {@code Status}; any text, databases of the past hold more than the 16 states
 * @param minorStatus {@code MinorStatus}
 * @param applicationStatus {@code ApplicationStatus}; may be null on the legacy schema
 * @param startExecMicros {@code StartExecTime}, microseconds since the epoch, UTC; or null
 * @param endExecMicros {@code EndExecTime}, likewise
 * @param heartBeatMicros {@code HeartBeatTime}, likewise
 */
public record JobRow(
        int jobId,
        String vo,
        String status,
        String minorStatus,
        @Nullable String applicationStatus,
        @Nullable Long startExecMicros,
        @Nullable Long endExecMicros,
        @Nullable Long heartBeatMicros) {}
