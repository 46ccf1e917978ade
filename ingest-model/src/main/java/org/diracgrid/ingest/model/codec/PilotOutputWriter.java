package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotOutputEvent;

/** Writes the data of {@link PilotOutputEvent}, leaving out what is absent. */
final class PilotOutputWriter {

    private PilotOutputWriter() {}

    static void write(JsonGenerator out, PilotOutputEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField(event.pilot().column().field(), event.pilot().text());
        if (event.standardOutput() != null) {
            out.writeStringField("StdOutput", event.standardOutput());
        }
        if (event.standardError() != null) {
            out.writeStringField("StdError", event.standardError());
        }
        out.writeEndObject();
    }
}
