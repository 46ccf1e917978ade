package org.diracgrid.ingest.model.event;

/**
 * The CloudEvents attributes that every event carries.
 *
 * @param id CloudEvents {@code id}; unique together with {@code source}
 * @param source CloudEvents {@code source}, a URI reference
 * @param type CloudEvents {@code type}, the version being its last element
 * @param timeMicros CloudEvents {@code time}, microseconds since the epoch, UTC
 */
public record EventEnvelope(String id, String source, String type, long timeMicros) {}
