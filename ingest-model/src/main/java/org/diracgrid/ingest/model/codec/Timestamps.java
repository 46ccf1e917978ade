package org.diracgrid.ingest.model.codec;

import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;

/**
 * The rules for times inside an event's data. The range is that of {@code LoggingInfo.StatusTimeOrder}, for every time,
 * so that no later use of one can fail. Immutable.
 */
final class Timestamps {

    private final boolean assumeUtc;
    private final boolean rejectNonUtc;

    Timestamps(CodecOptions options) {
        this.assumeUtc = options.assumeUtc();
        this.rejectNonUtc = options.nonUtcOffset() == NonUtcOffset.REJECT;
    }

    /**
     * The time that {@code text} says, microseconds since the epoch.
     *
     * @param path the field, for the reason of a rejection
     */
    long read(String text, String path) throws EventRejectedException {
        IsoTime time = IsoTime.parse(text);
        if (!time.isTime()) {
            throw new EventRejectedException(
                    ReasonCode.BAD_TIMESTAMP, path + " must be an ISO 8601 time such as 2026-06-01T12:00:10.123456Z");
        }
        if (time.isNaive() && !assumeUtc) {
            throw new EventRejectedException(
                    ReasonCode.NAIVE_TIMESTAMP, path + " must end with Z or an offset such as +00:00");
        }
        if (rejectNonUtc && time.offsetSeconds() != 0) {
            throw new EventRejectedException(
                    ReasonCode.BAD_TIMESTAMP, path + " must be UTC: other offsets are configured to be rejected");
        }
        if (!StatusTimeOrder.canHold(time.utcMicros())) {
            throw new EventRejectedException(
                    ReasonCode.OUT_OF_RANGE, path + " must lie between 1978-07-23 and 2041-12-07");
        }
        return time.utcMicros();
    }
}
