package org.diracgrid.ingest.model.codec;

import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.jspecify.annotations.Nullable;

/**
 * Checks the CloudEvents attributes, in the order: all there, version, time. The time must carry an offset whatever the
 * codec's options say, and lie in the range that the stores can hold, because it becomes part of keys.
 */
final class EnvelopeReader {

    static final String HEADER_PREFIX = "ce_";
    static final String SPEC_VERSION = "1.0";

    /** The header that tells an event's type in binary mode. */
    static final String TYPE = HEADER_PREFIX + "type";

    /** CloudEvents' extension that tells until when an event holds. */
    static final String EXPIRY = HEADER_PREFIX + "expirytime";

    /** The extension attribute that tells the VO. */
    static final String VO = "dxvo";

    private EnvelopeReader() {}

    /**
     * The envelope of an event in binary mode.
     *
     * @param trustVo whether the VO is taken from it
     */
    static EventEnvelope fromHeaders(RecordHeaders headers, boolean trustVo) throws EventRejectedException {
        return of(
                HEADER_PREFIX,
                header(headers, "ce_specversion"),
                header(headers, "ce_id"),
                header(headers, "ce_source"),
                header(headers, TYPE),
                header(headers, "ce_time"),
                trustVo ? vo(headers) : null);
    }

    /** Named as the Kafka binding names extensions, or plainly by a producer that knows nothing of CloudEvents. */
    private static @Nullable String vo(RecordHeaders headers) {
        String vo = header(headers, HEADER_PREFIX + VO);
        return vo == null ? header(headers, VO) : vo;
    }

    /**
     * The envelope of those attributes.
     *
     * @param prefix what stands before their names where they came from, for the reason of a rejection
     */
    static EventEnvelope of(
            String prefix,
            @Nullable String specVersion,
            @Nullable String id,
            @Nullable String source,
            @Nullable String type,
            @Nullable String time,
            @Nullable String vo)
            throws EventRejectedException {
        String version = require(specVersion, prefix, "specversion");
        String checkedId = require(id, prefix, "id");
        String checkedSource = require(source, prefix, "source");
        String checkedType = require(type, prefix, "type");
        String checkedTime = require(time, prefix, "time");
        if (!version.equals(SPEC_VERSION)) {
            throw new EventRejectedException(
                    ReasonCode.ENVELOPE_VERSION, prefix + "specversion must be " + SPEC_VERSION);
        }
        return new EventEnvelope(checkedId, checkedSource, checkedType, micros(checkedTime, prefix), vo);
    }

    /** Value of a header; null if it is missing or not UTF-8. */
    static @Nullable String header(RecordHeaders headers, String name) {
        byte[] value = headers.last(name);
        return value == null ? null : Utf8.decode(value);
    }

    private static long micros(String text, String prefix) throws EventRejectedException {
        IsoTime time = IsoTime.parse(text);
        if (!time.isTime() || time.isNaive() || !StatusTimeOrder.canHold(time.utcMicros())) {
            throw new EventRejectedException(
                    ReasonCode.ENVELOPE_TIME,
                    prefix + "time must be an RFC 3339 time with offset, between 1978-07-23 and 2041-12-07");
        }
        return time.utcMicros();
    }

    private static String require(@Nullable String value, String prefix, String name) throws EventRejectedException {
        if (value == null || value.isEmpty()) {
            throw new EventRejectedException(
                    ReasonCode.ENVELOPE_MISSING, prefix + name + " must be given, as text that is not empty");
        }
        return value;
    }
}
