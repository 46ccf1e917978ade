package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The published description of topics and events, as files of the class path below {@code schemas/}. */
public final class EventSchemas {

    /** The AsyncAPI 3 document: topics, keys, headers, messages. */
    public static final String ASYNC_API = "asyncapi.json";

    /** The JSON Schema (draft 2020-12) of an event in structured mode. */
    public static final String ENVELOPE = "cloudevent.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.job.status.v1}. */
    public static final String JOB_STATUS = "org.diracgrid.job.status.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.job.heartbeat.v1}. */
    public static final String JOB_HEARTBEAT = "org.diracgrid.job.heartbeat.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.job.metadata.v1}. */
    public static final String JOB_METADATA = "org.diracgrid.job.metadata.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.job.status-applied.v1}. */
    public static final String JOB_STATUS_APPLIED = "org.diracgrid.job.status-applied.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.pilot.registered.v1}. */
    public static final String PILOT_REGISTERED = "org.diracgrid.pilot.registered.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.pilot.metadata.v1}. */
    public static final String PILOT_METADATA = "org.diracgrid.pilot.metadata.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.pilot.jobs-assigned.v1}. */
    public static final String PILOT_JOBS_ASSIGNED = "org.diracgrid.pilot.jobs-assigned.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.pilot.output.v1}. */
    public static final String PILOT_OUTPUT = "org.diracgrid.pilot.output.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.pilot.parameters.v1}. */
    public static final String PILOT_PARAMETERS = "org.diracgrid.pilot.parameters.v1.schema.json";

    /** The JSON Schema (draft 2020-12) of the data of {@code org.diracgrid.pilot.log.v1}. */
    public static final String PILOT_LOG = "org.diracgrid.pilot.log.v1.schema.json";

    private EventSchemas() {}

    /** All documents, the AsyncAPI document first. */
    public static List<String> names() {
        return List.of(
                ASYNC_API,
                ENVELOPE,
                JOB_STATUS,
                JOB_HEARTBEAT,
                JOB_METADATA,
                JOB_STATUS_APPLIED,
                PILOT_REGISTERED,
                PILOT_METADATA,
                PILOT_JOBS_ASSIGNED,
                PILOT_OUTPUT,
                PILOT_PARAMETERS,
                PILOT_LOG);
    }

    /**
     * The text of a document.
     *
     * @param name one of {@link #names()}
     */
    public static String text(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException(name + " is none of " + names());
        }
        try (InputStream in = EventSchemas.class.getResourceAsStream("/schemas/" + name)) {
            if (in == null) {
                throw new IllegalStateException("schemas/" + name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("schemas/" + name, e);
        }
    }
}
