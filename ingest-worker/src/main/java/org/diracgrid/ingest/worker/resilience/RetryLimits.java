package org.diracgrid.ingest.worker.resilience;

/**
 * The bounds of retries. Immutable.
 *
 * @param firstDelayMs upper bound of the first delay; doubles with every failure
 * @param maxDelayMs upper bound of every delay
 * @param unclassifiedMs how long a failure of unknown kind is retried before the batch is bisected, and before a request
 *     that still fails alone is rejected
 */
public record RetryLimits(long firstDelayMs, long maxDelayMs, long unclassifiedMs) {

    public RetryLimits {
        require("firstDelayMs", firstDelayMs, 1);
        require("maxDelayMs", maxDelayMs, firstDelayMs);
        require("unclassifiedMs", unclassifiedMs, 0);
    }

    public static RetryLimits defaults() {
        return new RetryLimits(200, 4_000, 60_000);
    }

    private static void require(String name, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is " + min + " or more");
        }
    }
}
