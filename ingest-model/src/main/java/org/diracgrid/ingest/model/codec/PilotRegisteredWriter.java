package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;

/** Writes the data of {@link PilotRegisteredEvent} under the proper names. */
final class PilotRegisteredWriter {

    private PilotRegisteredWriter() {}

    static void write(JsonGenerator out, PilotRegisteredEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField(PilotFields.STAMP, event.stamp());
        out.writeStringField("VO", event.vo());
        out.writeStringField("GridType", event.gridType());
        out.writeStringField("GridSite", event.gridSite());
        out.writeStringField("DestinationSite", event.destinationSite());
        out.writeStringField(PilotFields.REFERENCE, event.reference());
        out.writeStringField("Status", event.status().text());
        out.writeStringField("SubmissionTime", IsoTime.format(event.submissionMicros()));
        out.writeEndObject();
    }
}
