package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;

/** Writes the data of {@link PilotMetadataEvent} under the proper names. */
final class PilotMetadataWriter {

    private PilotMetadataWriter() {}

    static void write(JsonGenerator out, PilotMetadataEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField(event.pilot().column().field(), event.pilot().text());
        out.writeObjectFieldStart("Metadata");
        for (var entry : event.attributes().entrySet()) {
            out.writeFieldName(entry.getKey().column());
            writeValue(out, entry.getKey().type(), entry.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void writeValue(JsonGenerator out, PilotAttribute.Type type, Object value) throws IOException {
        switch (type) {
            case TEXT, STATUS -> out.writeString((String) value);
            case INTEGER -> out.writeNumber((Integer) value);
            case DOUBLE -> out.writeNumber((Double) value);
            case FLAG -> out.writeBoolean(value.equals("True"));
        }
    }
}
