package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;

/** Writes the data of {@link PilotJobsAssignedEvent}, leaving out what is absent. */
final class PilotJobsAssignedWriter {

    private PilotJobsAssignedWriter() {}

    static void write(JsonGenerator out, PilotJobsAssignedEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField(PilotFields.STAMP, event.stamp());
        out.writeArrayFieldStart("JobIDs");
        for (int jobId : event.jobIds()) {
            out.writeNumber(jobId);
        }
        out.writeEndArray();
        out.writeStringField("StartTime", IsoTime.format(event.startMicros()));
        if (event.setRunning()) {
            out.writeBooleanField("SetRunning", true);
        }
        if (event.gridSite() != null) {
            out.writeStringField("GridSite", event.gridSite());
        }
        out.writeEndObject();
    }
}
