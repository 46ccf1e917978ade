package org.diracgrid.ingest.model.lifecycle;

/**
 * A row of {@code HeartBeatLoggingInfo} to write; where one of that key is stored already, its value is replaced.
 *
 * @param jobId the job
 * @param key {@code Name} and {@code HeartBeatTime}
 * @param value a finite number, to be bound as a double: its text is the server's business
 */
public record HeartbeatRow(int jobId, HeartbeatKey key, double value) {}
