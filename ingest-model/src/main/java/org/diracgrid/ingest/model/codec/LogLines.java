package org.diracgrid.ingest.model.codec;

import org.diracgrid.ingest.model.event.PilotLogLine;

/** Makes lines of pilots' logs that keep to their limits. */
final class LogLines {

    private LogLines() {}

    /**
     * A line with as much of {@code message} as is kept.
     *
     * @param message of any length, without unpaired surrogates
     * @param truncated whether something had been left out of it before
     */
    static PilotLogLine line(long timeMicros, String severity, String message, String scope, boolean truncated) {
        String kept = Utf8.cut(message, PilotLogLine.MESSAGE_BYTES_MAX);
        return new PilotLogLine(timeMicros, severity, kept, scope, truncated || kept.length() < message.length());
    }

    /** {@code line}, but at {@code timeMicros}. */
    static PilotLogLine at(long timeMicros, PilotLogLine line) {
        return new PilotLogLine(timeMicros, line.severity(), line.message(), line.scope(), line.truncated());
    }
}
