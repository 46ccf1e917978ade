package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.IngestEvent.Kind;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Kafka records into events.
 *
 * <p>What is checked, in this order, the first failure being the reason: envelope, size, JSON, type, shape, key. In
 * structured mode the envelope is inside the JSON and therefore comes after it.
 *
 * <p>Thread-safe: everything is decided by the options; one count is an adder.
 */
public final class EventCodec {

    private static final String CONTENT_TYPE = "content-type";
    private static final long MICROS_PER_MILLI = 1_000;

    private final CodecOptions options;
    private final Set<Kind> unwanted;
    private final LongAdder ignoredMembers = new LongAdder();
    private final EventReaders readers;

    /** A codec for whoever wants events of all kinds. */
    public EventCodec(CodecOptions options) {
        this(options, Set.of());
    }

    /** @param unwanted kinds of events that its user has no use for, see {@link #isUnwanted} */
    public EventCodec(CodecOptions options, Set<Kind> unwanted) {
        this.options = options;
        this.unwanted = Set.copyOf(unwanted);
        this.readers = new EventReaders(options, ignoredMembers::increment);
    }

    /**
     * Whether the headers tell, as they do in binary mode, that the event is of an unwanted kind, so that it need not be
     * decoded. Nothing is checked; a record that is no valid event may be unwanted, too.
     */
    public boolean isUnwanted(RecordHeaders headers) {
        if (unwanted.isEmpty()
                || ContentType.of(EnvelopeReader.header(headers, CONTENT_TYPE)) == ContentType.STRUCTURED) {
            return false;
        }
        String type = EnvelopeReader.header(headers, EnvelopeReader.TYPE);
        Kind kind = type == null ? null : Kind.of(type);
        return kind != null && unwanted.contains(kind);
    }

    /**
     * Whether the event, in binary mode, has a CloudEvents {@code expirytime} that lies before {@code millis}. What is no time
     * is none.
     *
     * @param millis milliseconds since the epoch
     */
    public boolean isExpired(RecordHeaders headers, long millis) {
        String expiry = EnvelopeReader.header(headers, EnvelopeReader.EXPIRY);
        if (expiry == null) {
            return false;
        }
        IsoTime time = IsoTime.parse(expiry);
        return time.isTime() && !time.isNaive() && time.utcMicros() < millis * MICROS_PER_MILLI;
    }

    /**
     * Decodes one record, in either mode.
     *
     * @param key the record's key, which must be the event's
     * @param value the record's value, JSON in UTF-8
     * @param headers the record's headers
     * @throws EventRejectedException if the record is no valid event; nothing else is ever thrown
     */
    public IngestEvent decode(byte @Nullable [] key, byte @Nullable [] value, RecordHeaders headers)
            throws EventRejectedException {
        IngestEvent event = decodeValue(value, headers);
        if (key == null || !new String(key, UTF_8).equals(event.key())) {
            throw new EventRejectedException(ReasonCode.KEY_MISMATCH, "the record's key must be " + keyOf(event));
        }
        return event;
    }

    /**
     * Decodes an event in structured mode that has no record around it yet.
     *
     * @throws EventRejectedException if it is no valid event; nothing else is ever thrown
     */
    public IngestEvent decodeStructured(byte @Nullable [] value) throws EventRejectedException {
        var structured = new StructuredReader(text(value), options.trustVo());
        EventEnvelope envelope = structured.envelope();
        return readData(structured.data(), envelope);
    }

    /** How many members of data were ignored since the start because this version does not know them. */
    public long ignoredMembers() {
        return ignoredMembers.sum();
    }

    private IngestEvent decodeValue(byte @Nullable [] value, RecordHeaders headers) throws EventRejectedException {
        ContentType contentType = ContentType.of(EnvelopeReader.header(headers, CONTENT_TYPE));
        return switch (contentType) {
            case STRUCTURED -> decodeStructured(value);
            case JSON, OTHER -> decodeBinary(value, headers, contentType);
            case OTHER_STRUCTURED ->
                throw new EventRejectedException(
                        ReasonCode.ENVELOPE_MISSING,
                        "content-type must be application/json or application/cloudevents+json");
        };
    }

    private IngestEvent decodeBinary(byte @Nullable [] value, RecordHeaders headers, ContentType contentType)
            throws EventRejectedException {
        EventEnvelope envelope = EnvelopeReader.fromHeaders(headers, options.trustVo());
        String text = text(value);
        if (contentType != ContentType.JSON) {
            throw new EventRejectedException(ReasonCode.BAD_JSON, "content-type must be application/json");
        }
        return readData(text, envelope);
    }

    private IngestEvent readData(String json, EventEnvelope envelope) throws EventRejectedException {
        try (JsonInput in = StrictJson.read(json)) {
            IngestEvent event;
            try {
                event = readEvent(in, envelope);
            } catch (EventRejectedException e) {
                in.finish(); // an error of the JSON itself comes first, wherever it is
                throw e;
            }
            in.finish();
            return event;
        }
    }

    private IngestEvent readEvent(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        Kind kind = Kind.of(envelope.type());
        if (kind == null) {
            throw new EventRejectedException(ReasonCode.UNKNOWN_TYPE, "this version does not know the event's type");
        }
        return readers.read(kind, in, envelope);
    }

    private static String keyOf(IngestEvent event) {
        return switch (event.kind()) {
            case JOB_STATUS, JOB_HEARTBEAT, JOB_METADATA, JOB_STATUS_APPLIED -> "the JobID in decimal digits";
            case PILOT_REGISTERED, PILOT_JOBS_ASSIGNED, PILOT_PARAMETERS, PILOT_LOG -> "the PilotStamp";
            case PILOT_METADATA, PILOT_OUTPUT -> "the PilotStamp, or the PilotReference where that is given instead";
        };
    }

    private String text(byte @Nullable [] value) throws EventRejectedException {
        if (value == null) {
            throw new EventRejectedException(ReasonCode.BAD_JSON, "the record has no value");
        }
        if (value.length > options.valueBytesMax()) {
            throw new EventRejectedException(
                    ReasonCode.TOO_LARGE,
                    "the value has " + value.length + " bytes, allowed are " + options.valueBytesMax());
        }
        String text = Utf8.decode(value);
        if (text == null) {
            throw new EventRejectedException(ReasonCode.BAD_JSON, "the value is not UTF-8");
        }
        return text;
    }
}
