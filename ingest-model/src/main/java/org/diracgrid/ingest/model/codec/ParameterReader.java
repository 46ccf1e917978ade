package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JobParameter;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.ReasonCode;

/** Reads members of documents, with the leniency of DiracX's model. Immutable. */
final class ParameterReader {

    private final Timestamps timestamps;

    ParameterReader(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    /** The current value, not null, as a document holds it. */
    JsonText read(JsonInput in, JsonToken token, JobParameter.Type type, String path) throws EventRejectedException {
        return switch (type) {
            case TEXT -> JsonTexts.of(AttributeReader.string(in, token, path, "a string"));
            case INTEGER -> JsonTexts.of(NumberReader.integer(in, token, path));
            case TRUNCATED -> JsonTexts.of(NumberReader.truncated(in, token, path));
            case TIME ->
                JsonTexts.of(IsoTime.format(
                        timestamps.read(AttributeReader.string(in, token, path, "an ISO 8601 time"), path)));
        };
    }

    /** The current value, whatever it is, of a member whose name has no type. */
    static JsonText readFree(JsonInput in, JsonToken token, String name, String parent) throws EventRejectedException {
        if (!Utf8.canEncode(name)) {
            throw new EventRejectedException(
                    ReasonCode.UNENCODABLE, "a name in " + parent + " must not contain unpaired surrogates");
        }
        return JsonTexts.copy(in, token, "a member of " + parent);
    }
}
