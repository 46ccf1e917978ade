package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.diracgrid.ingest.model.event.JobAttribute;

/** Writes columns of {@code Jobs} so that {@link AttributeReader} reads the same. */
final class AttributeWriter {

    private AttributeWriter() {}

    /** Writes the attributes as members of the current object. */
    static void writeMembers(JsonGenerator out, Map<JobAttribute, Object> attributes) throws IOException {
        for (var entry : attributes.entrySet()) {
            out.writeFieldName(entry.getKey().column());
            writeValue(out, entry.getKey().type(), entry.getValue());
        }
    }

    private static void writeValue(JsonGenerator out, JobAttribute.Type type, Object value) throws IOException {
        switch (type) {
            case TEXT -> out.writeString((String) value);
            case TIME -> out.writeString(IsoTime.format((Long) value));
            case INTEGER -> out.writeNumber((Integer) value);
            case VERIFIED, ACCOUNTED -> writeFlag(out, (String) value);
        }
    }

    private static void writeFlag(JsonGenerator out, String value) throws IOException {
        if (value.equals("Failed")) {
            out.writeString(value);
        } else {
            out.writeBoolean(value.equals("True"));
        }
    }
}
