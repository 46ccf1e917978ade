package org.diracgrid.ingest.worker.mysql;

import java.util.Set;

/**
 * What the MySQL store needs to know of pilots. Immutable.
 *
 * @param pilotAgentsDb where PilotAgents, JobToPilotMapping and PilotOutput are
 * @param allowedVos the VOs that pilots may be registered of; empty for all
 */
public record PilotSettings(DatabaseUrl pilotAgentsDb, Set<String> allowedVos) {

    public PilotSettings {
        allowedVos = Set.copyOf(allowedVos);
    }
}
