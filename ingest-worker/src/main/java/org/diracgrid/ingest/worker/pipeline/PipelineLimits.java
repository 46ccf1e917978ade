package org.diracgrid.ingest.worker.pipeline;

import java.util.Map;

/**
 * The bounds of one pipeline.
 *
 * <p>Memory: the heap that deliveries take is at most {@code inFlightBytesMax} plus what one poll brings on top of it;
 * the consumer's own buffers come in addition. With the consumer's settings the sum is
 * {@code inFlightBytesMax + 2 × fetch.max.bytes}, if {@code max.partition.fetch.bytes ≤ fetch.max.bytes} and one broker
 * answers at a time. A single record larger than the bounds is still let through, alone.
 *
 * <p>Immutable.
 *
 * @param lanes key shards, each with at most one batch in flight; 1 … 1024
 * @param batchMaxRecords records in one batch, at least 1
 * @param batchMaxBytes bytes of values in one batch; a single larger record makes a batch of its own
 * @param lingerMs how long a lane waits for a fuller batch while its store is idle; 0 = never
 * @param inFlightRecordsMax records taken up and not yet finished, all partitions together; polling goes on above it,
 *     fetching does not
 * @param inFlightBytesMax the same in bytes of keys, values, headers and their overhead
 * @param partitionRecordsMax the same bound for one partition
 * @param partitionBytesMax the same bound for one partition
 * @param pollWaitMs the longest wait of one poll where nothing comes in
 * @param commitIntervalMs how often offsets are committed
 * @param commitTimeoutMs the longest wait for a commit at a revoke or at the end
 * @param drainMs the longest wait for writes under way at a revoke or at the end
 * @param notFoundGraceMs how long an event whose subject is absent from the store is tried again, counted from when it
 *     was appended: its subject does not come by Kafka, so a backlog has no part in its being late
 * @param notFoundGraceMsByTopic the same for the events of single topics whose subjects come by Kafka, too, and may be
 *     behind them in a backlog: counted from the first attempt
 * @param retryDelayMs first delay before a single delivery (or a dead letter) is tried again; doubles from there
 * @param retryDelayMaxMs the longest such delay
 * @param unclassifiedMs how long a single delivery that fails for an unknown reason is tried again before it is parked
 * @param foreignPartitionsMs with "until caught up": how long to wait for partitions that no one has finished and that
 *     are not assigned to this member; longer than the session time-out, so that a dead member's partitions arrive
 * @param stuckAfterMs how long nothing may happen though there is work and the store is up; longer than any single call to
 *     the store takes
 * @param certainMs for how long a member that was out of the world counts on its partitions without asking; well below the
 *     session time-out
 */
public record PipelineLimits(
        int lanes,
        int batchMaxRecords,
        long batchMaxBytes,
        long lingerMs,
        int inFlightRecordsMax,
        long inFlightBytesMax,
        int partitionRecordsMax,
        long partitionBytesMax,
        long pollWaitMs,
        long commitIntervalMs,
        long commitTimeoutMs,
        long drainMs,
        long notFoundGraceMs,
        Map<String, Long> notFoundGraceMsByTopic,
        long retryDelayMs,
        long retryDelayMaxMs,
        long unclassifiedMs,
        long foreignPartitionsMs,
        long stuckAfterMs,
        long certainMs) {

    public PipelineLimits {
        require("lanes", lanes, 1, 1024);
        require("batchMaxRecords", batchMaxRecords, 1, 100_000);
        require("batchMaxBytes", batchMaxBytes, 1, Integer.MAX_VALUE);
        require("lingerMs", lingerMs, 0, 60_000);
        require("inFlightRecordsMax", inFlightRecordsMax, 1, 10_000_000);
        require("inFlightBytesMax", inFlightBytesMax, 1, Long.MAX_VALUE);
        require("partitionRecordsMax", partitionRecordsMax, 1, inFlightRecordsMax);
        require("partitionBytesMax", partitionBytesMax, 1, inFlightBytesMax);
        require("pollWaitMs", pollWaitMs, 1, 10_000);
        require("commitIntervalMs", commitIntervalMs, 1, 600_000);
        require("commitTimeoutMs", commitTimeoutMs, 1, 600_000);
        require("drainMs", drainMs, 0, 600_000);
        require("notFoundGraceMs", notFoundGraceMs, 0, Long.MAX_VALUE / 2);
        notFoundGraceMsByTopic = Map.copyOf(notFoundGraceMsByTopic);
        notFoundGraceMsByTopic.values().forEach(ms -> require("notFoundGraceMsByTopic", ms, 0, Long.MAX_VALUE / 2));
        require("retryDelayMs", retryDelayMs, 1, 600_000);
        require("retryDelayMaxMs", retryDelayMaxMs, retryDelayMs, 3_600_000);
        require("unclassifiedMs", unclassifiedMs, 0, Long.MAX_VALUE / 2);
        require("foreignPartitionsMs", foreignPartitionsMs, 0, Long.MAX_VALUE / 2);
        require("stuckAfterMs", stuckAfterMs, 1, Long.MAX_VALUE / 2);
        require("certainMs", certainMs, 1, Long.MAX_VALUE / 2);
    }

    /** Bounds for a pipeline alone in a small heap; a worker's bounds in bytes follow its own. */
    public static PipelineLimits defaults() {
        return new PipelineLimits(
                4, 1_000, 1 << 20, 0, 20_000, 16 << 20, 20_000, 16 << 20, 100, 1_000, 10_000, 20_000, 60_000, Map.of(),
                200, 4_000, 60_000, 60_000, 300_000, 5_000);
    }

    /**
     * Until when an event waits for a subject that is absent from the store.
     *
     * @param appendedMs when its record was appended; negative if that is not known
     * @param firstAttemptMs when its lane first took it up
     */
    long graceEndMs(String topic, long appendedMs, long firstAttemptMs) {
        Long graceMs = notFoundGraceMsByTopic.get(topic);
        if (graceMs != null) {
            return firstAttemptMs + graceMs;
        }
        return (appendedMs < 0 ? firstAttemptMs : Math.min(appendedMs, firstAttemptMs)) + notFoundGraceMs;
    }

    /** The delay after {@code failures} failures in a row, at least one: doubles up to its bound. */
    long retryDelayMs(int failures) {
        int doublings = Math.min(failures - 1, 30);
        return Math.min(retryDelayMs << doublings, retryDelayMaxMs);
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is " + min + " to " + max);
        }
    }
}
