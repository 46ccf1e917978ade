package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventEncoder;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.InMemoryStore;

/** One record of a simulated log, and what may become of it. */
record SimInput(Kind kind, ConsumerRecord<byte[], byte[]> record, IngestEvent event) {

    /** Kinds of input and how they may end. */
    enum Kind {
        GOOD(true, ""),
        /** A status event that overwrites what metadata has set. */
        WITH_ATTRIBUTES(true, "UNKNOWN_CURRENT_STATUS"),
        /** Its job appears in the store at some time, maybe too late. */
        EARLY(true, "JOB_NOT_FOUND"),
        ORPHAN(false, "JOB_NOT_FOUND"),
        REFUSED(false, "TEXT_TOO_LONG JOB_NOT_FOUND"),
        POISON(false, "STORE_REJECTED"),
        JUNK(false, "BAD_JSON"),
        KEYLESS(false, "KEY_MISMATCH"),
        /** Metadata that sets what status events set as well: a minor status, or a status, which may be none. */
        METADATA_MINOR(true, ""),
        METADATA_STATUS(true, ""),
        /** Metadata that sets what only metadata and additional attributes set. */
        METADATA_SITE(true, ""),
        HEARTBEAT(true, ""),
        /** A status event that depends on its job's status. */
        UNFORCED(true, "UNKNOWN_CURRENT_STATUS"),
        /** A status event that makes any status a known one. */
        FORCED(true, "");

        final boolean mayBeStored;
        final Set<String> reasons;

        Kind(boolean mayBeStored, String reasons) {
            this.mayBeStored = mayBeStored;
            this.reasons = Set.of(reasons.split(" "));
        }
    }

    /** @param number position in the job's order */
    static SimInput of(Kind kind, int jobId, int number, String topic, int partition, long offset, long timestampMs) {
        IngestEvent event = event(kind, jobId, number, timestampMs * 1_000 + number);
        EncodedEvent encoded = EventEncoder.binary(event);
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach(headers::add);
        byte[] key = kind == Kind.KEYLESS ? null : encoded.key();
        byte[] value = kind == Kind.JUNK ? "{not json".getBytes(UTF_8) : encoded.value();
        var record = new ConsumerRecord<>(
                topic,
                partition,
                offset,
                timestampMs,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty());
        return new SimInput(kind, record, event);
    }

    private static IngestEvent event(Kind kind, int jobId, int number, long timeMicros) {
        String id = jobId + "-" + number;
        return switch (kind) {
            case GOOD, EARLY, ORPHAN, JUNK, KEYLESS, UNFORCED ->
                status(id, jobId, timeMicros, null, "minor " + number, Map.of());
            case WITH_ATTRIBUTES -> status(id, jobId, timeMicros, null, "minor " + number, site(number));
            case FORCED -> status(id, jobId, timeMicros, JobStatus.RUNNING, "minor " + number, Map.of());
            case REFUSED -> status(id, jobId, timeMicros, null, InMemoryStore.REJECTED_MINOR, Map.of());
            case POISON -> status(id, jobId, timeMicros, null, SimStore.POISON_MINOR, Map.of());
            case METADATA_MINOR -> metadata(id, jobId, timeMicros, Map.of(JobAttribute.MINOR_STATUS, "set " + number));
            case METADATA_STATUS ->
                metadata(
                        id,
                        jobId,
                        timeMicros,
                        Map.of(JobAttribute.STATUS, number % 3 == 0 ? JobStatus.RUNNING.text() : "Nonsense"));
            case METADATA_SITE -> metadata(id, jobId, timeMicros, site(number));
            case HEARTBEAT ->
                new JobHeartbeatEvent(
                        new EventEnvelope(id, "/sim", JobHeartbeatEvent.TYPE, timeMicros),
                        jobId,
                        timeMicros - number % 2 * 50_000_000L,
                        Map.of(),
                        null);
        };
    }

    /** Forced if it sets a status. */
    private static IngestEvent status(
            String id,
            int jobId,
            long timeMicros,
            JobStatus status,
            String minorStatus,
            Map<JobAttribute, Object> attributes) {
        return new JobStatusEvent(
                new EventEnvelope(id, "/sim", JobStatusEvent.TYPE, timeMicros),
                jobId,
                List.of(new StatusUpdate(timeMicros, status, minorStatus, null, "Sim")),
                status != null,
                attributes);
    }

    private static IngestEvent metadata(String id, int jobId, long timeMicros, Map<JobAttribute, Object> attributes) {
        EventEnvelope envelope = new EventEnvelope(id, "/sim", JobMetadataEvent.TYPE, timeMicros);
        return new JobMetadataEvent(envelope, jobId, attributes, Map.of());
    }

    private static Map<JobAttribute, Object> site(int number) {
        return Map.of(JobAttribute.SITE, "site " + number);
    }
}
