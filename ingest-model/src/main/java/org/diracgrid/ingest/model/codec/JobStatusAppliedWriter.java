package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;

/** Writes the data of {@link JobStatusAppliedEvent}, leaving out what is absent. */
final class JobStatusAppliedWriter {

    private JobStatusAppliedWriter() {}

    static void write(JsonGenerator out, JobStatusAppliedEvent event) throws IOException {
        out.writeStartObject();
        out.writeNumberField("JobID", event.jobId());
        out.writeStringField("VO", event.vo());
        out.writeStringField("Status", event.status());
        out.writeStringField("MinorStatus", event.minorStatus());
        if (event.applicationStatus() != null) {
            out.writeStringField("ApplicationStatus", event.applicationStatus());
        }
        out.writeStringField("Time", IsoTime.format(event.timeMicros()));
        out.writeBooleanField("Refused", event.refused());
        if (event.documentStatus() != null) {
            out.writeStringField("DocumentStatus", event.documentStatus());
        }
        if (event.seqNum() > 0) {
            out.writeNumberField("SeqNum", event.seqNum());
        }
        out.writeEndObject();
    }
}
