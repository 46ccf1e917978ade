package org.diracgrid.ingest.worker.pipeline;

/** Where a lane runs: one task at a time, in the order given. A Vert.x event-loop context, or a simulated one. */
interface LaneContext {

    /** Runs {@code task} later, on the lane. Called from any thread. */
    void execute(Runnable task);

    /**
     * Runs {@code task} on the lane after {@code delayMs}, at least 1. Called on the lane.
     *
     * @return what {@link #cancelTimer} takes
     */
    long startTimer(long delayMs, Runnable task);

    /** From now on the task does not run; without effect where it has. Called on the lane. */
    void cancelTimer(long timer);
}
