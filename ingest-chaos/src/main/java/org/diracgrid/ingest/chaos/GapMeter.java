package org.diracgrid.ingest.chaos;

/**
 * The longest time in which nothing went on although there was something to do.
 *
 * <pre>
 * 0 s: 10 done, 5 left · 4 s: 10 done, 7 left · 9 s: 12 done, 5 left → 9 s
 * </pre>
 *
 * Confined to one thread.
 */
final class GapMeter {

    private boolean isWaiting; // since then, for progress
    private long sinceMs;
    private long done;
    private long longestMs;

    /**
     * Takes a look.
     *
     * @param done how much is done by now, which only grows
     * @param left how much there is still to do
     * @param isExcused whether it may stand still now
     */
    void look(long nowMs, long done, long left, boolean isExcused) {
        if (isWaiting && !isExcused) {
            longestMs = Math.max(longestMs, nowMs - sinceMs);
        }
        if (!isWaiting || done > this.done || isExcused) {
            sinceMs = nowMs;
        }
        this.done = Math.max(done, this.done);
        isWaiting = left > 0;
    }

    long longestMs() {
        return longestMs;
    }
}
