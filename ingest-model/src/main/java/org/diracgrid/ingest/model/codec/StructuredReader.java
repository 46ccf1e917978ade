package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Base64;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Takes a CloudEvent in structured mode apart: its attributes, and its data as JSON text. The members may come in any
 * order, so the data is read in a second pass, when the type is known.
 *
 * <p>Confined to the call that made it.
 */
final class StructuredReader {

    private final String text;
    private final boolean trustVo;
    private @Nullable String specVersion;
    private @Nullable String id;
    private @Nullable String source;
    private @Nullable String type;
    private @Nullable String time;
    private @Nullable String vo;
    private @Nullable String contentType;
    private @Nullable String data;
    private @Nullable String base64;

    /**
     * @param text the whole value
     * @param trustVo whether the VO is taken from it
     */
    StructuredReader(String text, boolean trustVo) throws EventRejectedException {
        this.text = text;
        this.trustVo = trustVo;
        try (JsonInput in = StrictJson.read(text)) {
            try {
                readMembers(in);
            } catch (EventRejectedException e) {
                in.finish();
                throw e;
            }
            in.finish();
        }
    }

    EventEnvelope envelope() throws EventRejectedException {
        return EnvelopeReader.of("", specVersion, id, source, type, time, vo);
    }

    /** The JSON text of the data. */
    String data() throws EventRejectedException {
        if (ContentType.of(contentType) != ContentType.JSON) {
            throw new EventRejectedException(ReasonCode.BAD_JSON, "datacontenttype must be that of JSON");
        }
        if (data != null && base64 == null) {
            return data;
        }
        if (data == null && base64 != null) {
            return decoded(base64);
        }
        throw new EventRejectedException(ReasonCode.MISSING_FIELD, "either data or data_base64 must be given");
    }

    private void readMembers(JsonInput in) throws EventRejectedException {
        if (in.next() != JsonToken.START_OBJECT) {
            throw new EventRejectedException(ReasonCode.ENVELOPE_MISSING, "a structured event must be an object");
        }
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "specversion" -> specVersion = attribute(in, name);
                case "id" -> id = attribute(in, name);
                case "source" -> source = attribute(in, name);
                case "type" -> type = attribute(in, name);
                case "time" -> time = attribute(in, name);
                case EnvelopeReader.VO -> vo = attributeIf(trustVo, in, name);
                case "datacontenttype" -> contentType = attribute(in, name);
                case "data_base64" -> base64 = in.nextText(name);
                case "data" -> data = rawValue(in);
                default -> in.skipValue();
            }
        }
    }

    private static @Nullable String attributeIf(boolean wanted, JsonInput in, String name)
            throws EventRejectedException {
        if (wanted) {
            return attribute(in, name);
        }
        in.skipValue();
        return null;
    }

    private static @Nullable String attribute(JsonInput in, String name) throws EventRejectedException {
        JsonToken token = in.next();
        if (token == JsonToken.VALUE_STRING) {
            return in.text(name);
        }
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        throw new EventRejectedException(ReasonCode.ENVELOPE_MISSING, name + " must be a string");
    }

    /** The text of the next value; null where it is {@code null}. */
    private @Nullable String rawValue(JsonInput in) throws EventRejectedException {
        JsonToken token = in.next();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw JsonInput.badType("data", "an object");
        }
        int start = in.tokenStart();
        in.skipMembers();
        return text.substring(start, in.position());
    }

    private static String decoded(String base64) throws EventRejectedException {
        try {
            String text = Utf8.decode(Base64.getDecoder().decode(base64));
            if (text != null) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as text that is not UTF-8 is.
        }
        throw new EventRejectedException(ReasonCode.BAD_JSON, "data_base64 must be UTF-8 in Base64");
    }
}
