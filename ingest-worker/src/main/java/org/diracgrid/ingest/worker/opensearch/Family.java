package org.diracgrid.ingest.worker.opensearch;

import org.diracgrid.ingest.model.event.IngestEvent;

/** Which of the databases an event goes to. */
enum Family {
    JOB_PARAMETERS,
    PILOT_PARAMETERS,
    PILOT_LOGS,
    /** None: there is nothing of it to store here. */
    NONE;

    static Family of(IngestEvent event) {
        return switch (event.kind()) {
            case JOB_STATUS, JOB_HEARTBEAT, JOB_METADATA, JOB_STATUS_APPLIED -> JOB_PARAMETERS;
            case PILOT_PARAMETERS -> PILOT_PARAMETERS;
            case PILOT_LOG -> PILOT_LOGS;
            case PILOT_REGISTERED, PILOT_METADATA, PILOT_JOBS_ASSIGNED, PILOT_OUTPUT -> NONE;
        };
    }
}
