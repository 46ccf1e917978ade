package org.diracgrid.ingest.model.event;

/**
 * One line of a pilot's log, or one entry of several lines.
 *
 * @param timeMicros when it was written, microseconds since the epoch, UTC
 * @param severity such as {@code INFO}, as it was sent: neither its case nor the choice between {@code WARN} and
 *     {@code WARNING} is changed
 * @param message the text, line breaks in it included, none at its end
 * @param scope what wrote it, such as {@code Pilot}; may be empty
 * @param truncated whether the text was longer than what is kept
 */
public record PilotLogLine(long timeMicros, String severity, String message, String scope, boolean truncated) {

    /** Most bytes of a message in UTF-8. */
    public static final int MESSAGE_BYTES_MAX = 64 << 10;

    /** Most characters of a severity or a scope, which are single terms for OpenSearch. */
    public static final int TERM_MAX = 255;
}
