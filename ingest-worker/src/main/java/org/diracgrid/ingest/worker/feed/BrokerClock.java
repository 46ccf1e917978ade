package org.diracgrid.ingest.worker.feed;

/**
 * How far the brokers' clock is ahead of ours, as far as acknowledgements tell: a record was appended after it was sent, and
 * before that was heard of. Until one has come, as if they were alike.
 *
 * <pre>
 * sent at 12:00:00.000, appended at 12:00:03.005, heard of at 12:00:00.010   ahead by 2.995 s to 3.005 s
 * </pre>
 *
 * <p>Thread-safe.
 */
final class BrokerClock {

    private long aheadMs;

    /** All of them milliseconds since the epoch: two of our clock, and between them one of the broker's. */
    synchronized void learn(long sentMs, long appendedMs, long heardMs) {
        aheadMs = Math.min(Math.max(aheadMs, appendedMs - heardMs), appendedMs - sentMs);
    }

    /** What the brokers' clock shows when ours shows {@code millis}. */
    synchronized long at(long millis) {
        return millis + aheadMs;
    }
}
