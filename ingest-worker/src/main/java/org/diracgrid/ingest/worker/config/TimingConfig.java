package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;

/**
 * Intervals and deadlines of a pipeline.
 *
 * @param commitInterval how often offsets are committed
 * @param revokeDrain how long a revoked partition may finish what is in flight
 * @param stopDrain how long a stopping worker may finish what is in flight
 * @param progressInterval how often {@code run} reports
 * @param stuckAfter how long nothing may move though there is work
 */
public record TimingConfig(
        Duration commitInterval,
        Duration revokeDrain,
        Duration stopDrain,
        Duration progressInterval,
        Duration stuckAfter) {

    static final Key<Duration> COMMIT_INTERVAL = Key.duration(
            "commit.interval",
            Duration.ofMillis(10),
            Duration.ofMinutes(1),
            "How often offsets of settled records are committed.");
    static final Key<Duration> REVOKE_DRAIN = Key.duration(
            "drain.revoke",
            Duration.ZERO,
            Duration.ofMinutes(2),
            "How long a partition that moves to another worker may finish what is in flight.");
    static final Key<Duration> STOP_DRAIN = Key.duration(
            "drain.stop",
            Duration.ZERO,
            Duration.ofMinutes(10),
            "How long a worker that was told to stop may finish what is in flight. The last commit and leaving the group"
                    + " take up to 20s more where the broker does not answer.");
    static final Key<Duration> PROGRESS_INTERVAL = Key.duration(
            "progress.interval",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "How often run prints a line with rates and lag when it has no terminal.");
    static final Key<Duration> STUCK_AFTER = Key.duration(
            "liveness.stuck-after",
            Duration.ofSeconds(10),
            Duration.ofDays(1),
            "How long a pipeline that has work and a store that is up may go without any progress before the worker ends"
                    + " with exit code 1. A store that is down is waited for, however long.");
    static final List<Key<?>> KEYS = List.of(COMMIT_INTERVAL, REVOKE_DRAIN, STOP_DRAIN, PROGRESS_INTERVAL, STUCK_AFTER);

    public TimingConfig {
        COMMIT_INTERVAL.check(commitInterval);
        REVOKE_DRAIN.check(revokeDrain);
        STOP_DRAIN.check(stopDrain);
        PROGRESS_INTERVAL.check(progressInterval);
        STUCK_AFTER.check(stuckAfter);
    }

    static TimingConfig from(Settings settings) {
        return new TimingConfig(
                settings.get(COMMIT_INTERVAL),
                settings.get(REVOKE_DRAIN),
                settings.get(STOP_DRAIN),
                settings.get(PROGRESS_INTERVAL),
                settings.get(STUCK_AFTER));
    }
}
