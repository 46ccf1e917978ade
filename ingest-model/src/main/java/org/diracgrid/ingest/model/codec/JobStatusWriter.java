package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/** Writes the data of {@link JobStatusEvent}, leaving out what is absent. */
final class JobStatusWriter {

    private JobStatusWriter() {}

    static void write(JsonGenerator out, JobStatusEvent event) throws IOException {
        out.writeStartObject();
        out.writeNumberField("JobID", event.jobId());
        out.writeObjectFieldStart("Updates");
        for (var update : event.updates()) {
            writeUpdate(out, update);
        }
        out.writeEndObject();
        if (event.force()) {
            out.writeBooleanField("Force", true);
        }
        if (!event.additionalAttributes().isEmpty()) {
            out.writeObjectFieldStart("AdditionalAttributes");
            AttributeWriter.writeMembers(out, event.additionalAttributes());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void writeUpdate(JsonGenerator out, StatusUpdate update) throws IOException {
        JobStatus status = update.status();
        out.writeObjectFieldStart(IsoTime.format(update.timeMicros()));
        writeUnlessNull(out, "Status", status == null ? null : status.text());
        writeUnlessNull(out, "MinorStatus", update.minorStatus());
        writeUnlessNull(out, "ApplicationStatus", update.applicationStatus());
        out.writeStringField("Source", update.source());
        out.writeEndObject();
    }

    private static void writeUnlessNull(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }
}
