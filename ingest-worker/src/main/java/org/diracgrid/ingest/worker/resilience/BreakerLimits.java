package org.diracgrid.ingest.worker.resilience;

/**
 * When a store counts as down, and how it is asked whether it is up again. Immutable.
 *
 * @param failures writes in a row that have to fail, none of any lane being answered in between; 1 … 1000
 * @param slowFailureMs a write that fails after so long counts for all of them, if none was answered meanwhile: a store that
 *     swallows everything would else have to time out several times over
 * @param pingIntervalMs from one ping to the next, at least
 * @param writesMax writes to the store at a time, of all lanes together; 1 … 1024
 */
public record BreakerLimits(int failures, long slowFailureMs, long pingIntervalMs, int writesMax) {

    public BreakerLimits {
        require("failures", failures, 1, 1_000);
        require("slowFailureMs", slowFailureMs, 1, Long.MAX_VALUE);
        require("pingIntervalMs", pingIntervalMs, 1, 600_000);
        require("writesMax", writesMax, 1, 1_024);
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is " + min + " to " + max);
        }
    }
}
