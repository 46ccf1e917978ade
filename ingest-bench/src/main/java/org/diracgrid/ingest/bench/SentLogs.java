package org.diracgrid.ingest.bench;

import org.diracgrid.ingest.bench.load.LogMessage;

/**
 * What was published.
 *
 * @param messages each counted once
 * @param rawMessages those of them that are text
 * @param lines each counted once
 * @param repeatedLines lines in messages that were sent again
 * @param largest most lines of a message
 * @param bytes values of all records, those that were sent again included
 */
record SentLogs(long messages, long rawMessages, long lines, long repeatedLines, int largest, long bytes) {

    static final SentLogs NONE = new SentLogs(0, 0, 0, 0, 0, 0);

    /** With one message more, whose record has so many bytes. */
    SentLogs plus(LogMessage message, int recordBytes) {
        int size = message.lines().size();
        return plus(new SentLogs(
                1,
                message.raw() == null ? 0 : 1,
                size,
                (message.copies() - 1L) * size,
                size,
                (long) message.copies() * recordBytes));
    }

    /** Both together. */
    SentLogs plus(SentLogs other) {
        return new SentLogs(
                messages + other.messages,
                rawMessages + other.rawMessages,
                lines + other.lines,
                repeatedLines + other.repeatedLines,
                Math.max(largest, other.largest),
                bytes + other.bytes);
    }

    /** Lines that the worker has to do with. */
    long handled() {
        return lines + repeatedLines;
    }
}
