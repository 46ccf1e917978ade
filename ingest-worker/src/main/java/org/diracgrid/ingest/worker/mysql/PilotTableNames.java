package org.diracgrid.ingest.worker.mysql;

/**
 * The tables of pilots, qualified by the database of their URL. Immutable.
 *
 * @param pilotDb database of all three
 */
record PilotTableNames(String pilotDb) {

    String pilots() {
        return TableNames.qualified(pilotDb, "PilotAgents");
    }

    String mapping() {
        return TableNames.qualified(pilotDb, "JobToPilotMapping");
    }

    String output() {
        return TableNames.qualified(pilotDb, "PilotOutput");
    }
}
