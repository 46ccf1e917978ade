package org.diracgrid.ingest.worker.port;

import org.diracgrid.ingest.model.event.IngestEvent;

/**
 * One event to be written.
 *
 * @param event the decoded event
 * @param bytes size of its encoded value, for the bounds of batches
 */
public record WriteRequest(IngestEvent event, int bytes) {}
