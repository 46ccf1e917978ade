package org.diracgrid.ingest.worker.mysql;

/**
 * The tables of pilots as they were found at start. Immutable.
 *
 * @param texts what their columns take
 */
record PilotSchema(
        PilotsTable pilots, PilotInsertion insertion, PilotJobsTable jobs, PilotOutputTable output, PilotTexts texts) {}
