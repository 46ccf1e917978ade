package org.diracgrid.ingest.model.event;

/** One decoded and valid event. Immutable. */
public sealed interface IngestEvent permits JobStatusEvent {

    /** The kinds of events; switch over it without {@code default}, so that a new kind breaks the build. */
    enum Kind {
        JOB_STATUS
    }

    Kind kind();

    EventEnvelope envelope();
}
