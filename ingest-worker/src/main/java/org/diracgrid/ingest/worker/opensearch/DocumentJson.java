package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.JsonText;

/**
 * Writes documents as JSON: maps, lists, texts, numbers, booleans, null, and what is JSON already. Stateless.
 *
 * <p>This is where a document becomes bytes, once; everything later copies them.
 */
final class DocumentJson {

    private static final JsonFactory JSON = new JsonFactory();

    private DocumentJson() {}

    /**
     * The bytes of {@code document}.
     *
     * @throws IOException if a text is not Unicode (half of a surrogate pair)
     */
    static byte[] write(Map<String, ?> document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, document);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName(unicode(String.valueOf(member.getKey())));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof JsonText text) {
            json.writeRawValue(text.text());
        } else if (value instanceof String text) {
            json.writeString(unicode(text));
        } else {
            json.writePOJO(value); // Without a codec: the simple types, and an exception for any other.
        }
    }

    /** Jackson writes half of a surrogate pair as it is, and the server then refuses the whole request. */
    private static String unicode(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!isPair) {
                    throw new CharConversionException("a text or a name has an unpaired surrogate");
                }
                i++;
            }
        }
        return text;
    }
}
