package org.diracgrid.ingest.worker.pipeline;

import java.time.InstantSource;

/**
 * One timer of a lane that can be set again: it rings once, at the earliest of the times it was set to.
 *
 * <p>Confined to its lane's context.
 */
final class LaneAlarm {

    private static final long UNSET = Long.MAX_VALUE;

    private final LaneThread thread;
    private final InstantSource clock;
    private final Runnable task;
    private long timer;
    private long atMs = UNSET;

    LaneAlarm(LaneThread thread, InstantSource clock, Runnable task) {
        this.thread = thread;
        this.clock = clock;
        this.task = task;
    }

    boolean isSet() {
        return atMs != UNSET;
    }

    void ringIn(long delayMs) {
        ringAt(clock.millis() + delayMs);
    }

    void ringAt(long timeMs) {
        if (timeMs >= atMs) {
            return;
        }
        cancel();
        atMs = timeMs;
        timer = thread.startTimer(timeMs - clock.millis(), this::ring);
    }

    void cancel() {
        if (isSet()) {
            thread.cancelTimer(timer);
            atMs = UNSET;
        }
    }

    private void ring() {
        atMs = UNSET;
        task.run();
    }
}
