package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;

/** Writes the data of {@link JobHeartbeatEvent}, leaving out what is absent. */
final class JobHeartbeatWriter {

    private JobHeartbeatWriter() {}

    static void write(JsonGenerator out, JobHeartbeatEvent event) throws IOException {
        out.writeStartObject();
        out.writeNumberField("JobID", event.jobId());
        out.writeStringField("Time", IsoTime.format(event.timeMicros()));
        out.writeObjectFieldStart("Data");
        for (var entry : event.measures().entrySet()) {
            out.writeNumberField(entry.getKey().text(), entry.getValue());
        }
        if (event.standardOutput() != null) {
            out.writeStringField("StandardOutput", event.standardOutput());
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
