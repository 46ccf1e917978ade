package org.diracgrid.ingest.model.pilot;

/**
 * The key of a {@code JobToPilotMapping} row, which the legacy table does not enforce.
 *
 * @param pilotId {@code PilotID}
 * @param jobId {@code JobID}
 */
public record PilotJob(int pilotId, int jobId) {}
