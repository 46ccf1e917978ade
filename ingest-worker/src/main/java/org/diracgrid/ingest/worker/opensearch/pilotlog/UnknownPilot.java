package org.diracgrid.ingest.worker.opensearch.pilotlog;

/** What happens to log lines of a pilot that is still not registered after the time that is given to it. */
public enum UnknownPilot {
    /** They are stored under the pilot number -1, as DiracX does. */
    STORE,
    /** They wait until it is registered, however long that takes. */
    RETRY,
    /** Their message is dead-lettered. */
    REJECT
}
