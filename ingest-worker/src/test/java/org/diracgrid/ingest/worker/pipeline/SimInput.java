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
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.InMemoryStore;

/** One record of a simulated log, and what may become of it. */
record SimInput(ConsumerRecord<byte[], byte[]> record, JobStatusEvent event, boolean mayBeStored, Set<String> reasons) {

    /** Kinds of input and how they may end. */
    enum Kind {
        GOOD("ok", true, ""),
        /** Its job appears in the store at some time, maybe too late. */
        EARLY("ok", true, "JOB_NOT_FOUND"),
        ORPHAN("ok", false, "JOB_NOT_FOUND"),
        REFUSED(InMemoryStore.REJECTED_MINOR, false, "TEXT_TOO_LONG JOB_NOT_FOUND"),
        POISON(SimStore.POISON_MINOR, false, "STORE_REJECTED"),
        JUNK("ok", false, "BAD_JSON"),
        KEYLESS("ok", false, "KEY_MISMATCH");

        private final String minorStatus;
        private final boolean mayBeStored;
        private final String reasons; // separated by blanks

        Kind(String minorStatus, boolean mayBeStored, String reasons) {
            this.minorStatus = minorStatus;
            this.mayBeStored = mayBeStored;
            this.reasons = reasons;
        }
    }

    /** @param number position in the job's order */
    static SimInput of(Kind kind, int jobId, int number, String topic, int partition, long offset, long timestampMs) {
        long timeMicros = timestampMs * 1_000 + number;
        JobStatusEvent event = new JobStatusEvent(
                new EventEnvelope(jobId + "-" + number, "/sim", "org.diracgrid.job.status.v1", timeMicros),
                jobId,
                List.of(new StatusUpdate(timeMicros, null, kind.minorStatus, null, "Sim")),
                false,
                Map.of());
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
        return new SimInput(record, event, kind.mayBeStored, Set.of(kind.reasons.split(" ")));
    }
}
