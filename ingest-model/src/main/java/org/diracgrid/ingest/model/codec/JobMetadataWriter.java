package org.diracgrid.ingest.model.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobMetadataEvent;

/** Writes the data of {@link JobMetadataEvent} under the proper names. */
final class JobMetadataWriter {

    private JobMetadataWriter() {}

    static void write(JsonGenerator out, JobMetadataEvent event) throws IOException {
        out.writeStartObject();
        out.writeNumberField("JobID", event.jobId());
        out.writeObjectFieldStart("Metadata");
        AttributeWriter.writeMembers(out, event.attributes());
        for (var entry : event.parameters().entrySet()) {
            String name = entry.getKey();
            if (JobAttribute.of(name) == null) { // JobType was written as an attribute
                writePrecedence(out, event, name);
                out.writeFieldName(name);
                out.writeRawValue(entry.getValue().text());
            }
        }
        if (event.attributes().isEmpty() && event.parameters().isEmpty()) {
            out.writeNullField(JobAttribute.SITE.column()); // an object without members would be rejected
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    /** A parameter with the name of a Python field is one only beside the proper name, which may be null. */
    private static void writePrecedence(JsonGenerator out, JobMetadataEvent event, String name) throws IOException {
        String proper = JobMetadataReader.properName(name);
        if (proper == null || event.parameters().containsKey(proper)) {
            return;
        }
        JobAttribute attribute = JobAttribute.of(proper);
        if (attribute == null || !event.attributes().containsKey(attribute)) {
            out.writeNullField(proper);
        }
    }
}
