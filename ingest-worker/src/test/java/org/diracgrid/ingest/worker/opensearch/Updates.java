package org.diracgrid.ingest.worker.opensearch;

import java.util.Map;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteRequest;

/** Events for tests. */
final class Updates {

    private static final long TIME_MICROS = 1_780_000_000_000_000L;

    private Updates() {}

    static JobMetadataEvent metadata(int jobId, Map<String, JsonText> parameters) {
        return new JobMetadataEvent(envelope(JobMetadataEvent.TYPE), jobId, Map.of(), parameters);
    }

    /** Sets the attribute VO. */
    static JobMetadataEvent newVo(int jobId, String vo, Map<String, JsonText> parameters) {
        return new JobMetadataEvent(envelope(JobMetadataEvent.TYPE), jobId, Map.of(JobAttribute.VO, vo), parameters);
    }

    /** One whose producer tells the VO, and is believed. */
    static JobMetadataEvent told(int jobId, String vo, Map<String, JsonText> parameters) {
        EventEnvelope envelope = new EventEnvelope("id", "/test", JobMetadataEvent.TYPE, TIME_MICROS, vo);
        return new JobMetadataEvent(envelope, jobId, Map.of(), parameters);
    }

    static JobMetadataEvent text(int jobId, String name, String value) {
        return metadata(jobId, Map.of(name, JsonTexts.of(value)));
    }

    static JobMetadataEvent number(int jobId, String name, long value) {
        return metadata(jobId, Map.of(name, JsonTexts.of(value)));
    }

    static JobHeartbeatEvent heartbeat(int jobId, String standardOutput) {
        return new JobHeartbeatEvent(envelope(JobHeartbeatEvent.TYPE), jobId, TIME_MICROS, Map.of(), standardOutput);
    }

    static JobStatusAppliedEvent statusApplied(int jobId, String vo, String documentStatus) {
        return statusApplied(jobId, vo, documentStatus, 0, TIME_MICROS);
    }

    static JobStatusAppliedEvent statusApplied(
            int jobId, String vo, String documentStatus, int seqNum, long saidMicros) {
        return new JobStatusAppliedEvent(
                new EventEnvelope("id", "/test", JobStatusAppliedEvent.TYPE, saidMicros),
                jobId,
                vo,
                "Done",
                "Minor",
                "App",
                TIME_MICROS,
                false,
                documentStatus,
                seqNum);
    }

    static WriteBatch batch(IngestEvent... events) {
        return new WriteBatch(java.util.Arrays.stream(events)
                .map(event -> new WriteRequest(event, 100))
                .toList());
    }

    private static EventEnvelope envelope(String type) {
        return new EventEnvelope("id", "/test", type, TIME_MICROS);
    }
}
