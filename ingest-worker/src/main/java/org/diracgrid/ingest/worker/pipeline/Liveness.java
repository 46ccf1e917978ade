package org.diracgrid.ingest.worker.pipeline;

import java.util.function.Supplier;
import org.diracgrid.ingest.worker.port.BreakerState;

/**
 * Tells a pipeline that waits from one that is stuck.
 *
 * <pre>
 * the breaker is not closed                              → STORE_DOWN, for as long as it takes
 * something came in, was written, failed or was settled  → WORKING, or IDLE if nothing is in flight
 * nothing of that for too long, and Kafka has no more    → IDLE, if nothing is in flight
 * nothing of that for too long, and Kafka is away        → as before: Kafka is waited for, too
 * nothing of that for too long, and there is work        → STUCK
 * </pre>
 *
 * <p>Confined to the poll thread.
 */
final class Liveness {

    /** What is to be thought of the pipeline. */
    enum State {
        /** The store is waited for. */
        STORE_DOWN,
        /** There is something in flight, and it moves, or has not rested for long. */
        WORKING,
        /** There is nothing to do, as far as is known. */
        IDLE,
        /** There is work, nothing stands in its way, and nothing happens. */
        STUCK
    }

    /** What Kafka holds for the partitions that are assigned, beyond what was fetched. */
    enum Backlog {
        NONE,
        SOME,
        /** Kafka does not answer. */
        UNKNOWN
    }

    /** Time that counts between two looks, at most: a clock that was set, or a machine that slept, proves nothing. */
    static final long STEP_MAX_MS = 10_000;

    private final long stuckAfterMs;
    private long lastLookMs = Long.MAX_VALUE;
    private long lastSigns;
    private long silentMs;

    Liveness(long stuckAfterMs) {
        this.stuckAfterMs = stuckAfterMs;
    }

    /**
     * Looks at the pipeline.
     *
     * @param signs of life so far, of any kind: what counts is that the sum changes
     * @param inFlight records taken up and not finished
     * @param backlog asked for only after a long silence; may take a while
     */
    State look(long nowMs, BreakerState breaker, long signs, int inFlight, Supplier<Backlog> backlog) {
        silentMs += Math.min(Math.max(nowMs - lastLookMs, 0), STEP_MAX_MS);
        lastLookMs = nowMs;
        if (breaker != BreakerState.CLOSED || signs != lastSigns) {
            silentMs = 0;
        }
        lastSigns = signs;
        if (breaker != BreakerState.CLOSED) {
            return State.STORE_DOWN;
        }
        if (silentMs >= stuckAfterMs) {
            if (isStuck(inFlight, backlog.get())) {
                return State.STUCK;
            }
            silentMs = 0; // not to ask Kafka at every look
        }
        return inFlight > 0 ? State.WORKING : State.IDLE;
    }

    private static boolean isStuck(int inFlight, Backlog backlog) {
        return switch (backlog) {
            case UNKNOWN -> false;
            case SOME -> true;
            case NONE -> inFlight > 0;
        };
    }
}
