package org.diracgrid.ingest.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The calls of golden kinds iii and iv as the single-job events that a producer would send instead. */
public final class GoldenEvents {

    /**
     * One event.
     *
     * @param call index of the call it comes from
     * @param jobId the job, also where no event can name it
     * @param nowMicros the call's time
     * @param value the event in structured mode
     */
    public record Sent(int call, long jobId, long nowMicros, byte[] value) {}

    private static final String STATUS = "set_job_statuses";
    private static final Map<String, String> TYPES =
            Map.of(STATUS, "status", "heartbeat", "heartbeat", "metadata", "metadata");

    private GoldenEvents() {}

    public static List<Sent> of(JsonNode golden) {
        var sent = new ArrayList<Sent>();
        var calls = golden.get("input").get("calls");
        for (int i = 0; i < calls.size(); i++) {
            var byJob = calls.get(i).get(op(calls.get(i)).equals("heartbeat") ? "data" : "updates");
            for (var entry : byJob.properties()) {
                sent.add(sent(golden.get("id").asText(), i, calls.get(i), entry.getKey(), entry.getValue()));
            }
        }
        return sent;
    }

    /** Kind iii names no operation: it has one only. */
    private static String op(JsonNode call) {
        return call.path("op").asText(STATUS);
    }

    private static Sent sent(String caseId, int call, JsonNode golden, String jobId, JsonNode body) {
        ObjectNode event = Golden.JSON.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", caseId + ":" + call + ":" + jobId);
        event.put("source", "/golden");
        event.put("type", "org.diracgrid.job." + TYPES.get(op(golden)) + ".v1");
        event.put("time", golden.get("now").asText());
        event.put("subject", jobId);
        ObjectNode data = event.putObject("data");
        data.put("JobID", Long.parseLong(jobId));
        switch (op(golden)) {
            case "heartbeat" -> data.set("Data", body);
            case "metadata" -> data.set("Metadata", body);
            default -> {
                data.set("Updates", body);
                data.set("Force", golden.path("force").isMissingNode() ? null : golden.get("force"));
                JsonNode attributes = golden.path("additional_attributes").path(jobId);
                data.set("AdditionalAttributes", attributes.isMissingNode() ? null : attributes);
            }
        }
        try {
            return new Sent(
                    call,
                    Long.parseLong(jobId),
                    Golden.micros(golden.get("now")),
                    Golden.JSON.writeValueAsString(event).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
