package org.diracgrid.ingest.worker.app;

import java.io.PrintWriter;

/** The lines of {@code check}. Confined to the calling thread. */
final class CheckReport {

    /** What a line begins with. */
    enum Level {
        ok,
        warn,
        FAIL
    }

    private final PrintWriter out;
    private boolean usable = true;

    CheckReport(PrintWriter out) {
        this.out = out;
    }

    void add(Level level, String subject, String text) {
        usable &= level != Level.FAIL;
        out.printf("%-4s %s: %s%n", level, subject, text);
        out.flush();
    }

    /** Whether no line says that the worker could not run. */
    boolean isUsable() {
        return usable;
    }
}
