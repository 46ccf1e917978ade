package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.jspecify.annotations.Nullable;

/** What events mean for the job parameters. Stateless. */
final class ParameterEvents {

    /** The parameter that a heartbeat brings. */
    static final String STANDARD_OUTPUT = "StandardOutput";

    /** Numbers keep all their digits. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private ParameterEvents() {}

    /** The partial document that {@code event} brings; null if it brings none. */
    static @Nullable ParameterUpdate read(IngestEvent event) {
        return switch (event.kind()) {
            case JOB_STATUS -> null; // Its outcome arrives on the feed of applied statuses.
            case JOB_HEARTBEAT -> heartbeat((JobHeartbeatEvent) event);
            case JOB_METADATA -> metadata((JobMetadataEvent) event);
            case JOB_STATUS_APPLIED -> statusApplied((JobStatusAppliedEvent) event);
            case PILOT_REGISTERED, PILOT_METADATA, PILOT_JOBS_ASSIGNED, PILOT_OUTPUT, PILOT_PARAMETERS, PILOT_LOG ->
                null;
        };
    }

    private static @Nullable ParameterUpdate heartbeat(JobHeartbeatEvent event) {
        String output = event.standardOutput();
        return output == null
                ? null
                : new ParameterUpdate(event.jobId(), event.envelope().vo(), null, Map.of(STANDARD_OUTPUT, output));
    }

    private static @Nullable ParameterUpdate metadata(JobMetadataEvent event) {
        String newVo = (String) event.attributes().get(JobAttribute.VO);
        if (event.parameters().isEmpty() && newVo == null) {
            return null;
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        event.parameters().forEach((name, value) -> parameters.put(name, opened(value)));
        return new ParameterUpdate(event.jobId(), event.envelope().vo(), newVo, parameters);
    }

    /** The feed is the worker's own: its VO comes from the row that was just written, and serves the job's other events. */
    private static ParameterUpdate statusApplied(JobStatusAppliedEvent event) {
        String status = event.documentStatus();
        return new ParameterUpdate(
                event.jobId(), event.vo(), null, status == null ? Map.of() : Map.of("Status", status));
    }

    /** An object, or what may hold one, as maps and lists: its members are merged and its names are counted. */
    static Object opened(JsonText value) {
        if (!value.isObject() && !(value.text().startsWith("[") && value.text().indexOf('{') >= 0)) {
            return value;
        }
        try {
            return JSON.readValue(value.text(), Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parameter that the codec accepted is not JSON", e);
        }
    }
}
