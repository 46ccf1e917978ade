package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;

/** What the readers of all events have in common. */
final class EventFields {

    private EventFields() {}

    /** Reads the member {@code JobID}. 0 for null: a job's number starts at 1. */
    static int readJobId(JsonInput in) throws EventRejectedException {
        JsonToken token = in.next();
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        return jobId(in, token, "JobID");
    }

    /** The current value, not null: a job's number. */
    static int jobId(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw JsonInput.badType(path, "an integer");
        }
        long value = in.integer();
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new EventRejectedException(ReasonCode.OUT_OF_RANGE, path + " must lie between 1 and 2147483647");
        }
        return (int) value;
    }

    /** Steps into the next value, an object, or over it, {@code null}; whether it was {@code null}. */
    static boolean isNullElseObject(JsonInput in, String path) throws EventRejectedException {
        JsonToken token = in.next();
        if (token != JsonToken.VALUE_NULL && token != JsonToken.START_OBJECT) {
            throw JsonInput.badType(path, "an object");
        }
        return token == JsonToken.VALUE_NULL;
    }

    static void require(boolean present, String field) throws EventRejectedException {
        if (!present) {
            throw new EventRejectedException(ReasonCode.MISSING_FIELD, field + " must be given");
        }
    }
}
