package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.JsonText;

/** Makes {@link JsonText}. */
public final class JsonTexts {

    private JsonTexts() {}

    /** The string {@code text}, which must have no unpaired surrogates. */
    public static JsonText of(String text) {
        return write(out -> out.writeString(text));
    }

    /** The number {@code value}. */
    public static JsonText of(long value) {
        return new JsonText(Long.toString(value));
    }

    /**
     * The value that {@code text} is.
     *
     * @throws EventRejectedException if it is none, by the codec's rules for JSON
     */
    public static JsonText parse(String text) throws EventRejectedException {
        try (JsonInput in = StrictJson.read(text)) {
            JsonText value = copy(in, in.next(), "the value");
            in.finish();
            return value;
        }
    }

    /** The current value of {@code in}, whole; numbers as they are written, so that none loses digits. */
    static JsonText copy(JsonInput in, JsonToken token, String path) throws EventRejectedException {
        var text = new StringWriter();
        try (JsonGenerator out = StrictJson.FACTORY.createGenerator(text)) {
            copy(in, token, path, out);
        } catch (IOException e) {
            throw new AssertionError("text in memory", e);
        }
        return new JsonText(text.toString());
    }

    private static void copy(JsonInput in, JsonToken first, String path, JsonGenerator out)
            throws IOException, EventRejectedException {
        int depth = 0;
        JsonToken token = first;
        while (true) {
            switch (token) {
                case START_OBJECT -> out.writeStartObject();
                case END_OBJECT -> out.writeEndObject();
                case START_ARRAY -> out.writeStartArray();
                case END_ARRAY -> out.writeEndArray();
                case FIELD_NAME -> out.writeFieldName(in.text(path));
                case VALUE_STRING -> out.writeString(in.text(path));
                case VALUE_NUMBER_INT -> out.writeNumber(in.text(path));
                case VALUE_NUMBER_FLOAT -> out.writeNumber(finite(in, path));
                case VALUE_TRUE -> out.writeBoolean(true);
                case VALUE_FALSE -> out.writeBoolean(false);
                case VALUE_NULL -> out.writeNull();
                case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new AssertionError(token);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
            token = in.next();
        }
    }

    /** A number such as 1e999 is JSON, but infinite for everybody who reads it as a double. */
    private static String finite(JsonInput in, String path) throws EventRejectedException {
        in.finiteNumber(path);
        return in.text(path);
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static JsonText write(Content content) {
        var text = new StringWriter();
        try (JsonGenerator out = StrictJson.FACTORY.createGenerator(text)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError("text in memory", e);
        }
        return new JsonText(text.toString());
    }
}
