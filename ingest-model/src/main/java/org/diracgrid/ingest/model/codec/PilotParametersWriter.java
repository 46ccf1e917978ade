package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotParameter;
import org.diracgrid.ingest.model.event.PilotParametersEvent;

/** Writes the data of {@link PilotParametersEvent}. */
final class PilotParametersWriter {

    private PilotParametersWriter() {}

    static void write(JsonGenerator out, PilotParametersEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField(PilotFields.STAMP, event.stamp());
        out.writeObjectFieldStart("Parameters");
        for (var entry : event.parameters().entrySet()) {
            out.writeFieldName(entry.getKey());
            out.writeRawValue(entry.getValue().text());
        }
        if (event.parameters().isEmpty()) {
            out.writeNullField(PilotParameter.HOST_NAME.text()); // an object without members would be rejected
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
