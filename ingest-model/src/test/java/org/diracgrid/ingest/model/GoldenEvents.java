package org.diracgrid.ingest.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The calls of golden kind iii as the single-job events that a producer would send instead. */
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

    private GoldenEvents() {}

    public static List<Sent> of(JsonNode golden) {
        var sent = new ArrayList<Sent>();
        var calls = golden.get("input").get("calls");
        for (int i = 0; i < calls.size(); i++) {
            for (var entry : calls.get(i).get("updates").properties()) {
                sent.add(sent(golden.get("id").asText(), i, calls.get(i), entry.getKey(), entry.getValue()));
            }
        }
        return sent;
    }

    private static Sent sent(String caseId, int call, JsonNode golden, String jobId, JsonNode updates) {
        ObjectNode event = Golden.JSON.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", caseId + ":" + call + ":" + jobId);
        event.put("source", "/golden");
        event.put("type", "org.diracgrid.job.status.v1");
        event.put("time", golden.get("now").asText());
        event.put("subject", jobId);
        ObjectNode data = event.putObject("data");
        data.put("JobID", Long.parseLong(jobId));
        data.set("Updates", updates);
        data.set("Force", golden.path("force").isMissingNode() ? null : golden.get("force"));
        JsonNode attributes = golden.path("additional_attributes").path(jobId);
        data.set("AdditionalAttributes", attributes.isMissingNode() ? null : attributes);
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
