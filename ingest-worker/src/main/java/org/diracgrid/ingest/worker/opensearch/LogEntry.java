package org.diracgrid.ingest.worker.opensearch;

import java.util.Map;

/**
 * A line of a pilot's log as it is stored. Immutable, if nobody changes the map.
 *
 * @param id the document's {@code _id}: the same wherever, and however often, the line is stored
 * @param members names and JSON values of the document
 */
public record LogEntry(String id, Map<String, Object> members) {}
