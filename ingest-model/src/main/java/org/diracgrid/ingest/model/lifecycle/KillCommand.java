package org.diracgrid.ingest.model.lifecycle;

/**
 * A {@code Kill} row of {@code JobCommands}.
 *
 * @param jobId the job
 * @param receptionMicros {@code ReceptionTime}, microseconds since the epoch, UTC; the event's own time
 */
public record KillCommand(int jobId, long receptionMicros) {}
