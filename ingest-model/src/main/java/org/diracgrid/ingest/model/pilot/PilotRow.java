package org.diracgrid.ingest.model.pilot;

/**
 * The columns of a {@code PilotAgents} row that tell pilots apart. Immutable.
 *
 * @param pilotId {@code PilotID}
 * @param stamp {@code PilotStamp}; empty for pilots of the past
 * @param reference {@code PilotJobReference}
 * @param vo {@code VO}
 */
public record PilotRow(int pilotId, String stamp, String reference, String vo) {}
