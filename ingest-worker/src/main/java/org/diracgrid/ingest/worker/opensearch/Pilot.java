package org.diracgrid.ingest.worker.opensearch;

/**
 * A pilot as {@code PilotAgents} has it. Immutable.
 *
 * @param pilotId the table's own number of it
 * @param vo its VO
 */
public record Pilot(long pilotId, String vo) {

    /** There are many pilots and few VOs. */
    Pilot compact() {
        return new Pilot(pilotId, vo.intern());
    }
}
