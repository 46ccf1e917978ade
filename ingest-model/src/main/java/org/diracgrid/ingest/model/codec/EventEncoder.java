package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;

/** Encodes events into records that {@link EventCodec} decodes into equal events. Thread-safe: keeps nothing. */
public final class EventEncoder {

    private static final long MICROS_PER_MILLI = 1_000;

    private EventEncoder() {}

    /** The event in binary mode: attributes as headers, the data alone as the value. */
    public static EncodedEvent binary(IngestEvent event) {
        EventEnvelope envelope = event.envelope();
        var headers = new LinkedHashMap<String, byte[]>();
        headers.put("ce_specversion", utf8(EnvelopeReader.SPEC_VERSION));
        headers.put("ce_id", utf8(envelope.id()));
        headers.put("ce_source", utf8(envelope.source()));
        headers.put("ce_type", utf8(envelope.type()));
        headers.put("ce_time", utf8(IsoTime.format(envelope.timeMicros())));
        String vo = envelope.vo();
        if (vo != null) {
            headers.put(EnvelopeReader.HEADER_PREFIX + EnvelopeReader.VO, utf8(vo));
        }
        headers.put("ce_subject", utf8(event.key()));
        headers.put("content-type", utf8(ContentType.JSON_TYPE));
        return encoded(event, write(out -> writeData(out, event)), headers);
    }

    /**
     * The same, of no effect if it reaches its topic's log later than that.
     *
     * @param expiryMs milliseconds since the epoch, by the clock of the log
     */
    public static EncodedEvent binary(IngestEvent event, long expiryMs) {
        EncodedEvent encoded = binary(event);
        var headers = new LinkedHashMap<>(encoded.headers());
        headers.put(EnvelopeReader.EXPIRY, utf8(IsoTime.format(expiryMs * MICROS_PER_MILLI)));
        return new EncodedEvent(encoded.topic(), encoded.key(), encoded.value(), headers);
    }

    /** The event in structured mode: everything in the value. */
    public static EncodedEvent structured(IngestEvent event) {
        return encoded(
                event,
                write(out -> writeStructured(out, event)),
                Map.of("content-type", utf8(ContentType.STRUCTURED_TYPE)));
    }

    private static EncodedEvent encoded(IngestEvent event, byte[] value, Map<String, byte[]> headers) {
        return new EncodedEvent(event.kind().topic(), utf8(event.key()), value, headers);
    }

    private static void writeStructured(JsonGenerator out, IngestEvent event) throws IOException {
        EventEnvelope envelope = event.envelope();
        out.writeStartObject();
        out.writeStringField("specversion", EnvelopeReader.SPEC_VERSION);
        out.writeStringField("id", envelope.id());
        out.writeStringField("source", envelope.source());
        out.writeStringField("type", envelope.type());
        out.writeStringField("time", IsoTime.format(envelope.timeMicros()));
        String vo = envelope.vo();
        if (vo != null) {
            out.writeStringField(EnvelopeReader.VO, vo);
        }
        out.writeStringField("subject", event.key());
        out.writeStringField("datacontenttype", ContentType.JSON_TYPE);
        out.writeFieldName("data");
        writeData(out, event);
        out.writeEndObject();
    }

    private static void writeData(JsonGenerator out, IngestEvent event) throws IOException {
        switch (event.kind()) {
            case JOB_STATUS -> JobStatusWriter.write(out, (JobStatusEvent) event);
            case JOB_HEARTBEAT -> JobHeartbeatWriter.write(out, (JobHeartbeatEvent) event);
            case JOB_METADATA -> JobMetadataWriter.write(out, (JobMetadataEvent) event);
            case JOB_STATUS_APPLIED -> JobStatusAppliedWriter.write(out, (JobStatusAppliedEvent) event);
            case PILOT_REGISTERED -> PilotRegisteredWriter.write(out, (PilotRegisteredEvent) event);
            case PILOT_METADATA -> PilotMetadataWriter.write(out, (PilotMetadataEvent) event);
            case PILOT_JOBS_ASSIGNED -> PilotJobsAssignedWriter.write(out, (PilotJobsAssignedEvent) event);
            case PILOT_OUTPUT -> PilotOutputWriter.write(out, (PilotOutputEvent) event);
            case PILOT_PARAMETERS -> PilotParametersWriter.write(out, (PilotParametersEvent) event);
            case PILOT_LOG -> PilotLogWriter.write(out, (PilotLogEvent) event);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static byte[] write(Content content) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = StrictJson.FACTORY.createGenerator(bytes)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an event that cannot be JSON", e);
        }
        return bytes.toByteArray();
    }
}
