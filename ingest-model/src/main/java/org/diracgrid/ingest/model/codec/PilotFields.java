package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/** What the readers of pilots' events have in common. */
final class PilotFields {

    static final String STAMP = PilotName.Column.STAMP.field();
    static final String REFERENCE = PilotName.Column.REFERENCE.field();

    private PilotFields() {}

    /** Steps to the next value: a text of at most {@code charactersMax} characters, or null where it is {@code null}. */
    static @Nullable String nextText(JsonInput in, String path, int charactersMax) throws EventRejectedException {
        JsonToken token = in.next();
        return token == JsonToken.VALUE_NULL ? null : AttributeReader.text(in, token, charactersMax, path);
    }

    /** Steps to the next value: one of the texts by which an event names its pilot. */
    static @Nullable String nextName(JsonInput in, PilotName.Column column) throws EventRejectedException {
        return nextText(in, column.field(), column.charactersMax());
    }

    /** {@code text}, which must be given and not be empty. */
    static String given(@Nullable String text, String field) throws EventRejectedException {
        if (text == null || text.isEmpty()) {
            throw new EventRejectedException(
                    ReasonCode.MISSING_FIELD, field + " must be given, as text that is not empty");
        }
        return text;
    }

    /** The pilot of that stamp or else of that reference, of which one must be given and not both. */
    static PilotName name(@Nullable String stamp, @Nullable String reference) throws EventRejectedException {
        if (stamp != null && reference != null) {
            throw new EventRejectedException(
                    ReasonCode.BAD_TYPE, "data must have either PilotStamp or PilotReference, not both");
        }
        return reference != null
                ? PilotName.ofReference(given(reference, REFERENCE))
                : PilotName.ofStamp(given(stamp, "PilotStamp (or PilotReference)"));
    }
}
