package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/** Reads the data of {@link JobStatusAppliedEvent}. Unknown members are ignored. Thread-safe: keeps nothing of its own. */
final class JobStatusAppliedReader {

    private final Timestamps timestamps;
    private final Runnable onIgnoredMember;

    /** @param onIgnoredMember called for every unknown member; must be thread-safe */
    JobStatusAppliedReader(Timestamps timestamps, Runnable onIgnoredMember) {
        this.timestamps = timestamps;
        this.onIgnoredMember = onIgnoredMember;
    }

    JobStatusAppliedEvent read(JsonInput in, EventEnvelope envelope) throws EventRejectedException {
        int jobId = 0;
        String vo = null;
        String status = null;
        String minorStatus = null;
        String applicationStatus = null;
        String time = null;
        boolean refused = false;
        String documentStatus = null;
        int seqNum = 0;
        in.enterObject("data");
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "JobID" -> jobId = EventFields.readJobId(in);
                case "VO" -> vo = in.nextText(name);
                case "Status" -> status = in.nextText(name);
                case "MinorStatus" -> minorStatus = in.nextText(name);
                case "ApplicationStatus" -> applicationStatus = in.nextText(name);
                case "Time" -> time = in.nextText(name);
                case "Refused" -> refused = in.nextBoolean(name, false);
                case "DocumentStatus" -> documentStatus = in.nextText(name);
                case "SeqNum" -> seqNum = readSeqNum(in, name);
                default -> {
                    in.skipValue();
                    onIgnoredMember.run();
                }
            }
        }
        EventFields.require(jobId != 0, "JobID");
        return new JobStatusAppliedEvent(
                envelope,
                jobId,
                givenText(vo, "VO"),
                given(status, "Status"),
                given(minorStatus, "MinorStatus"),
                applicationStatus,
                timestamps.read(given(time, "Time"), "Time"),
                refused,
                documentStatus,
                seqNum);
    }

    private static int readSeqNum(JsonInput in, String name) throws EventRejectedException {
        JsonToken token = in.next();
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw JsonInput.badType(name, "an integer");
        }
        long value = in.integer();
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new EventRejectedException(ReasonCode.OUT_OF_RANGE, name + " must be between 1 and 2147483647");
        }
        return (int) value;
    }

    private static String givenText(@Nullable String value, String field) throws EventRejectedException {
        EventFields.require(value == null || !value.isEmpty(), field);
        return given(value, field);
    }

    private static String given(@Nullable String value, String field) throws EventRejectedException {
        if (value == null) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, field + " must be given");
        }
        return value;
    }
}
