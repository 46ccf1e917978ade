package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;

/** Writes the data of {@link PilotLogEvent} with its lines one by one, leaving out what is absent. */
final class PilotLogWriter {

    private PilotLogWriter() {}

    static void write(JsonGenerator out, PilotLogEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField(PilotFields.STAMP, event.stamp());
        out.writeStringField("VO", event.vo());
        if (event.sequence() != null) {
            out.writeNumberField("Seq", event.sequence());
        }
        out.writeArrayFieldStart("Lines");
        for (PilotLogLine line : event.lines()) {
            writeLine(out, line);
        }
        out.writeEndArray();
        if (event.last()) {
            out.writeBooleanField("Final", true);
        }
        if (event.returnCode() != null) {
            out.writeStringField("RetCode", event.returnCode());
        }
        out.writeEndObject();
    }

    private static void writeLine(JsonGenerator out, PilotLogLine line) throws IOException {
        out.writeStartObject();
        out.writeStringField("timestamp", IsoTime.format(line.timeMicros()));
        out.writeStringField("severity", line.severity());
        out.writeStringField("message", line.message());
        out.writeStringField("scope", line.scope());
        if (line.truncated()) {
            out.writeBooleanField("truncated", true);
        }
        out.writeEndObject();
    }
}
