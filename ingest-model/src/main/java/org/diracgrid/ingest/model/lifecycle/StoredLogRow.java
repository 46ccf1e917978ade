package org.diracgrid.ingest.model.lifecycle;

/**
 * A row of {@code LoggingInfo} as it was read. Immutable.
 *
 * @param seqNum its place in the job's history
 * @param status {@code Status}; {@code idem} where the update named none
 * @param minorStatus {@code MinorStatus}; {@code idem} where the update named none
 * @param applicationStatus {@code ApplicationStatus}; {@code idem} where the update named none
 * @param orderMillis {@code StatusTimeOrder} in milliseconds, see {@link StatusTimeOrder}
 * @param source {@code StatusSource}
 */
public record StoredLogRow(
        int seqNum, String status, String minorStatus, String applicationStatus, long orderMillis, String source) {}
