package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;

/**
 * How events are read.
 *
 * @param nonUtcOffset what happens to a time with an offset other than zero
 * @param assumeUtc whether a time without an offset is taken as UTC
 * @param maxValueBytes bytes of one encoded event
 * @param jobNotFoundGrace how long an event waits for its job to be inserted
 */
public record EventsConfig(
        NonUtcOffset nonUtcOffset, boolean assumeUtc, long maxValueBytes, Duration jobNotFoundGrace) {

    /** What happens to a time with an offset other than zero. */
    public enum NonUtcOffset {
        CONVERT,
        REJECT
    }

    static final Key<NonUtcOffset> NON_UTC_OFFSET = Key.choice(
            "events.non-utc-offset",
            NonUtcOffset.class,
            "What happens to a time with an offset other than zero: it is converted to UTC, or the event is rejected"
                    + " as DiracX does.");
    static final Key<Boolean> ASSUME_UTC = Key.flag(
            "events.assume-utc", "Whether a time without an offset is taken as UTC; otherwise the event is rejected.");
    static final Key<Long> MAX_VALUE_BYTES = Key.size(
            "events.max-value-bytes",
            1L << 10,
            64L << 20,
            "Bytes of one encoded event; a larger one is rejected as TOO_LARGE.");
    static final Key<Duration> JOB_NOT_FOUND_GRACE = Key.duration(
            "jobs.not-found-grace",
            Duration.ZERO,
            Duration.ofDays(1),
            "How long an event waits for its job to appear in the database before it is dead-lettered.");
    static final List<Key<?>> KEYS = List.of(NON_UTC_OFFSET, ASSUME_UTC, MAX_VALUE_BYTES, JOB_NOT_FOUND_GRACE);

    public EventsConfig {
        MAX_VALUE_BYTES.check(maxValueBytes);
        JOB_NOT_FOUND_GRACE.check(jobNotFoundGrace);
    }

    static EventsConfig from(Settings settings) {
        return new EventsConfig(
                settings.get(NON_UTC_OFFSET),
                settings.get(ASSUME_UTC),
                settings.get(MAX_VALUE_BYTES),
                settings.get(JOB_NOT_FOUND_GRACE));
    }
}
