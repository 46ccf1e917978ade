package org.diracgrid.ingest.model.event;

/**
 * One line of a pilot's log, or one entry of several lines.
 *
 * @param timeMicros when it was written, microseconds since the epoch, UTC
 * @param severity such as {@code INFO}
 * @param message the text, line breaks in it included, none at its end
 * @param scope what wrote it, such as {@code Pilot}; may be empty
 * @param truncated whether the text was longer than what is kept
 */
public record PilotLogLine(long timeMicros, String severity, String message, String scope, boolean truncated) {}
