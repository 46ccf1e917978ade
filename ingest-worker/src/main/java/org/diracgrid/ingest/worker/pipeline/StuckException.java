package org.diracgrid.ingest.worker.pipeline;

/** A pipeline has work and gets nowhere, for no reason that waiting would cure. */
public final class StuckException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StuckException(String message) {
        super(message);
    }
}
