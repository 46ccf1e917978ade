package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;

/**
 * How failed attempts are repeated. A transient failure is retried for ever, an unclassified one until the batch is
 * taken apart to find the event that causes it.
 *
 * @param initialDelay upper bound of the first, random delay
 * @param maxDelay upper bound of every later one
 * @param bisectAfter how long an unclassified failure is treated as transient
 */
public record RetryConfig(Duration initialDelay, Duration maxDelay, Duration bisectAfter) {

    static final Key<Duration> INITIAL_DELAY = Key.duration(
            "retry.initial-delay",
            Duration.ofMillis(1),
            Duration.ofMinutes(1),
            "Upper bound of the random delay before the first retry; doubles with every attempt.");
    static final Key<Duration> MAX_DELAY = Key.duration(
            "retry.max-delay",
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "Upper bound of the delay between retries.");
    static final Key<Duration> BISECT_AFTER = Key.duration(
            "retry.bisect-after",
            Duration.ZERO,
            Duration.ofHours(1),
            "How long a failure of unknown kind is retried before its batch is taken apart to find the event that"
                    + " causes it.");
    static final List<Key<?>> KEYS = List.of(INITIAL_DELAY, MAX_DELAY, BISECT_AFTER);

    public RetryConfig {
        INITIAL_DELAY.check(initialDelay);
        MAX_DELAY.check(maxDelay);
        BISECT_AFTER.check(bisectAfter);
        if (maxDelay.compareTo(initialDelay) < 0) {
            throw ConfigException.badValue(
                    MAX_DELAY.name(),
                    MAX_DELAY.print(maxDelay),
                    "no less than " + INITIAL_DELAY.name() + ", which is " + INITIAL_DELAY.print(initialDelay));
        }
    }

    static RetryConfig from(Settings settings) {
        return new RetryConfig(settings.get(INITIAL_DELAY), settings.get(MAX_DELAY), settings.get(BISECT_AFTER));
    }
}
