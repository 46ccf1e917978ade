package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a store counts as down, how it is asked whether it is up again, and how much is sent to it at a time; for each
 * store by itself.
 *
 * @param failures writes in a row that have to fail
 * @param slowFailure a write that fails after so long counts for all of them
 * @param pingInterval how often a store that is down is asked
 * @param maxWrites writes at a time; empty for as many as there are lanes
 */
public record BreakerConfig(int failures, Duration slowFailure, Duration pingInterval, Optional<Integer> maxWrites) {

    static final Key<Integer> FAILURES = Key.count(
            "breaker.failures",
            1,
            1_000,
            "Writes to a store, of all lanes, that have to fail in a row before the store counts as down: nothing is sent"
                    + " to it then, and its partitions are paused, until it answers again.");
    static final Key<Duration> SLOW_FAILURE = Key.duration(
            "breaker.slow-failure",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "A single write that fails after so long is enough, if no other was answered meanwhile.");
    static final Key<Duration> PING_INTERVAL = Key.duration(
            "breaker.ping-interval",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            "How often a store that is down is asked for a sign of life.");
    static final Key<Integer> MAX_WRITES = Key.count(
                    "breaker.max-writes",
                    1,
                    1_024,
                    "Writes to one store at a time, of all lanes together; as many as lanes if not set.")
            .asOptional();
    static final List<Key<?>> KEYS = List.of(FAILURES, SLOW_FAILURE, PING_INTERVAL, MAX_WRITES);

    public BreakerConfig {
        FAILURES.check(failures);
        SLOW_FAILURE.check(slowFailure);
        PING_INTERVAL.check(pingInterval);
        maxWrites.ifPresent(MAX_WRITES::check);
    }

    static BreakerConfig from(Settings settings) {
        return new BreakerConfig(
                settings.get(FAILURES),
                settings.get(SLOW_FAILURE),
                settings.get(PING_INTERVAL),
                settings.find(MAX_WRITES));
    }
}
