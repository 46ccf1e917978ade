package org.diracgrid.ingest.worker.port;

/** What a pipeline believes of its store. */
public enum BreakerState {
    /** It answers: everything is written. */
    CLOSED,
    /** It does not answer: nothing is sent to it but a ping. */
    OPEN,
    /** It answers pings again: one batch is written, as the proof. */
    HALF_OPEN
}
