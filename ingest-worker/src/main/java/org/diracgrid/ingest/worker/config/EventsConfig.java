package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.CodecOptions.MetadataStatus;
import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;

/**
 * How events are read.
 *
 * @param nonUtcOffset what happens to a time with an offset other than zero
 * @param assumeUtc whether a time without an offset is taken as UTC
 * @param maxValueBytes bytes of one encoded event
 * @param longApplicationStatus what happens to an application status of more than 255 characters
 * @param jobNotFoundGrace how long an event waits for its job to be inserted
 * @param monotonicHeartbeats whether HeartBeatTime never goes back through a heartbeat
 * @param metadataStatus what a metadata event may set as Status
 * @param trustVoHeader whether an event may tell the VO of its job
 * @param lateMetadata what happens to metadata that is older than what its job has come to since
 */
public record EventsConfig(
        NonUtcOffset nonUtcOffset,
        boolean assumeUtc,
        long maxValueBytes,
        LongText longApplicationStatus,
        Duration jobNotFoundGrace,
        boolean monotonicHeartbeats,
        MetadataStatus metadataStatus,
        boolean trustVoHeader,
        LateMetadata lateMetadata) {

    /** What happens to metadata that is older than what its job has come to since. */
    public enum LateMetadata {
        /** It is written: the order of arrival counts. */
        APPLY,
        /** It leaves status columns and HeartBeatTime alone: the event's time counts. */
        SKIP
    }

    /** What happens to an application status of more than 255 characters. */
    public enum LongText {
        REJECT,
        TRUNCATE
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
    static final Key<LongText> LONG_APPLICATION_STATUS = Key.choice(
            "events.long-application-status",
            LongText.class,
            "What happens to an application status of more than 255 characters: the event is rejected, or the text is"
                    + " cut.");
    static final Key<Duration> JOB_NOT_FOUND_GRACE = Key.duration(
            "jobs.not-found-grace",
            Duration.ZERO,
            Duration.ofDays(1),
            "How long an event waits for its job to appear in the database before it is dead-lettered.");
    static final Key<Boolean> HEARTBEAT_MONOTONIC = Key.flag(
            "heartbeat.monotonic",
            "Whether HeartBeatTime never goes back through a heartbeat; false is exactly what DiracX does.");
    static final Key<MetadataStatus> METADATA_STATUS = Key.choice(
            "metadata.status",
            MetadataStatus.class,
            "What a metadata event may set as Status: any text as in DiracX, a known status, or nothing.");
    static final Key<Boolean> TRUST_VO_HEADER = Key.flag(
            "vo.trust-header",
            "Whether an event may tell the VO of its job, by the CloudEvents extension dxvo; otherwise, and where it does"
                    + " not, the VO is looked up in the database.");
    static final Key<LateMetadata> METADATA_LATE = Key.choice(
            "metadata.late",
            LateMetadata.class,
            "What happens to metadata older than the job's newest log row: it is written as in DiracX, or Status,"
                    + " MinorStatus, ApplicationStatus and HeartBeatTime are left as they are. skip is for replays of a"
                    + " topic into tables that have gone on since.");
    static final List<Key<?>> KEYS = List.of(
            NON_UTC_OFFSET,
            ASSUME_UTC,
            MAX_VALUE_BYTES,
            LONG_APPLICATION_STATUS,
            JOB_NOT_FOUND_GRACE,
            HEARTBEAT_MONOTONIC,
            METADATA_STATUS,
            TRUST_VO_HEADER,
            METADATA_LATE);

    public EventsConfig {
        MAX_VALUE_BYTES.check(maxValueBytes);
        JOB_NOT_FOUND_GRACE.check(jobNotFoundGrace);
    }

    /** What the codec needs to know of it. */
    public CodecOptions toCodecOptions() {
        return new CodecOptions(
                nonUtcOffset,
                assumeUtc,
                longApplicationStatus == LongText.TRUNCATE,
                metadataStatus,
                trustVoHeader,
                Math.toIntExact(maxValueBytes));
    }

    /** What the fold needs to know of it. */
    public FoldOptions toFoldOptions() {
        return new FoldOptions(monotonicHeartbeats, lateMetadata == LateMetadata.SKIP);
    }

    static EventsConfig from(Settings settings) {
        return new EventsConfig(
                settings.get(NON_UTC_OFFSET),
                settings.get(ASSUME_UTC),
                settings.get(MAX_VALUE_BYTES),
                settings.get(LONG_APPLICATION_STATUS),
                settings.get(JOB_NOT_FOUND_GRACE),
                settings.get(HEARTBEAT_MONOTONIC),
                settings.get(METADATA_STATUS),
                settings.get(TRUST_VO_HEADER),
                settings.get(METADATA_LATE));
    }
}
