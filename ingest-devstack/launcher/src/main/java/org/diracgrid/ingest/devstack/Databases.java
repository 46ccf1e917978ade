package org.diracgrid.ingest.devstack;

import java.util.Map;

/**
 * A set of DIRAC's databases on the stack's MariaDB with a user that may do in them what DiracX's own user may, and nothing elsewhere.
 * Immutable.
 *
 * @param jobDb name of the database that plays JobDB
 * @param jobLoggingDb name of the database that plays JobLoggingDB
 * @param taskQueueDb name of the database that plays TaskQueueDB
 * @param pilotAgentsDb name of the database that plays PilotAgentsDB
 * @param environment the four {@code DIRACX_DB_URL_*} variables, with that user's name and password
 */
public record Databases(
        String jobDb, String jobLoggingDb, String taskQueueDb, String pilotAgentsDb, Map<String, String> environment) {
    public Databases {
        environment = Map.copyOf(environment);
    }
}
