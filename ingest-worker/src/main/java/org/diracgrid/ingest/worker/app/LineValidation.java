package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;

/** Finds the lines that the worker would reject, and says why. Confined to the calling thread. */
final class LineValidation {

    /** Of a file that is bad from end to end the first lines tell enough. */
    private static final int LINES_SHOWN_MAX = 20;

    private final EventCodec codec;
    private final PrintWriter err;
    private long good;
    private long bad;

    LineValidation(EventCodec codec, PrintWriter err) {
        this.codec = codec;
        this.err = err;
    }

    void check(long lineNumber, byte[] line) {
        try {
            codec.decodeStructured(line);
            good++;
        } catch (EventRejectedException e) {
            bad++;
            if (bad <= LINES_SHOWN_MAX) {
                err.println("line " + lineNumber + ": " + e.reason() + ": " + e.getMessage());
            }
        }
    }

    /** Says how it went. */
    void requireAllGood() {
        if (bad > LINES_SHOWN_MAX) {
            err.println("… and " + (bad - LINES_SHOWN_MAX) + " more");
        }
        err.flush();
        if (bad > 0) {
            throw new CommandFailedException(
                    bad + " of " + (good + bad) + " lines would be rejected; nothing was sent");
        }
    }
}
