package org.diracgrid.ingest.worker.opensearch.pilotlog;

import java.util.concurrent.atomic.LongAdder;

/** Sums over all lanes about the logs that were written. Thread-safe: adders. */
public final class LogCounters {

    private final LongAdder lines = new LongAdder();
    private final LongAdder linesOfUnknownPilots = new LongAdder();
    private final LongAdder missingMessages = new LongAdder();
    private final LongAdder repeatedMessages = new LongAdder();

    /** {@code count} lines of one message were stored. */
    public void stored(int count, boolean isOfUnknownPilot) {
        lines.add(count);
        if (isOfUnknownPilot) {
            linesOfUnknownPilots.add(count);
        }
    }

    void missing(long messages) {
        missingMessages.add(messages);
    }

    void repeated() {
        repeatedMessages.increment();
    }

    /** Lines that were stored, repeated ones too. */
    public long lines() {
        return lines.sum();
    }

    /** Those of them that were stored under the pilot number -1. */
    public long linesOfUnknownPilots() {
        return linesOfUnknownPilots.sum();
    }

    /** Messages whose number was passed over and that have not come since. */
    public long missingMessages() {
        return missingMessages.sum();
    }

    /** Messages that came again. */
    public long repeatedMessages() {
        return repeatedMessages.sum();
    }
}
