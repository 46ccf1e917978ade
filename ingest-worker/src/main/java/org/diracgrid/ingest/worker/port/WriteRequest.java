package org.diracgrid.ingest.worker.port;

import org.diracgrid.ingest.model.event.IngestEvent;

/**
 * One event to be written.
 *
 * @param event the decoded event
 * @param bytes size of its encoded value, for the bounds of batches
 * @param overdue whether it has waited as long as configuration allows for what it refers to: a store that answers
 *     {@link WriteOutcome.Absent} now has it dead-lettered
 */
public record WriteRequest(IngestEvent event, int bytes, boolean overdue) {

    /** An event that may still wait. */
    public WriteRequest(IngestEvent event, int bytes) {
        this(event, bytes, false);
    }
}
