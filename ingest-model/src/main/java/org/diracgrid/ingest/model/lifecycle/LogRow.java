package org.diracgrid.ingest.model.lifecycle;

/**
 * A new row of {@code LoggingInfo}, every value as the column takes it. Immutable.
 *
 * @param jobId the job
 * @param seqNum its place in the job's history, ≥ 1, without gaps after the stored ones
 * @param status one of DiracX's 15 states or {@code idem}
 * @param minorStatus text or {@code idem}
 * @param applicationStatus text of at most 255 characters or {@code idem}
 * @param timeMicros {@code StatusTime}, microseconds since the epoch, UTC; the server cuts or rounds it to seconds
 * @param orderMillis {@code StatusTimeOrder}, see {@link StatusTimeOrder}
 * @param source {@code StatusSource}, at most 32 characters
 */
public record LogRow(
        int jobId,
        int seqNum,
        String status,
        String minorStatus,
        String applicationStatus,
        long timeMicros,
        long orderMillis,
        String source) {

    /** The row as it will be read. */
    StoredLogRow stored() {
        return new StoredLogRow(seqNum, status, minorStatus, applicationStatus, orderMillis, source);
    }
}
