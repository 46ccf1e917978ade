package org.diracgrid.ingest.worker.pace;

import java.time.InstantSource;

/**
 * Rests after a failure, {@value #FACTOR} times as long as it took and {@value #MAX_MS} ms at most: what does not answer at all,
 * where a refusal costs seconds, takes a fifth of the time of whoever asks it. A refusal at once costs nothing and is
 * followed by no rest.
 *
 * <pre>
 * asked at 0, failed at 2 s → rests until 10 s
 * </pre>
 *
 * <p>A clock that is set back ends the rest, so that no rest is longer than the bound.
 *
 * <p>Confined to one thread.
 */
public final class FailureRest {

    private static final int FACTOR = 4;
    private static final long MAX_MS = 30_000;

    private final InstantSource clock;
    private long failedAtMs;
    private long restMs;

    /** @param clock the current time */
    public FailureRest(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether it is too early for another attempt. */
    public boolean isOn() {
        long passedMs = clock.millis() - failedAtMs;
        return passedMs >= 0 && passedMs < restMs;
    }

    /**
     * Begins after an attempt that failed just now.
     *
     * @param startedMs when the attempt began, by the same clock
     */
    public void beginAfter(long startedMs) {
        failedAtMs = clock.millis();
        restMs = Math.min(FACTOR * (failedAtMs - startedMs), MAX_MS);
    }
}
