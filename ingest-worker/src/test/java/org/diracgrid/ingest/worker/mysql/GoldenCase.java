package org.diracgrid.ingest.worker.mysql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.diracgrid.ingest.model.event.JobStatusEvent;

/**
 * One golden case of kind iii: what DiracX's own code wrote for some calls. Cases share job ids, so each job gets an id of
 * its own and all cases can live in one database.
 */
final class GoldenCase {

    /** Ids per case; cases have up to four jobs and a few that do not exist. */
    private static final int IDS = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    final String id;
    final JsonNode input;
    /** What the tables hold at the end if bad events are rejected one by one. */
    final JsonNode isolated;

    private final int number;
    private final Map<String, Integer> jobIds = new HashMap<>();
    private final Set<String> failures = new HashSet<>();

    private GoldenCase(int number, JsonNode node) {
        this.number = number;
        this.id = node.get("id").asText();
        this.input = node.get("input");
        JsonNode expected = node.get("expected");
        JsonNode apart = expected.get("isolated");
        this.isolated = apart.isTextual() ? expected.get("final") : apart.get("final");
        if (!apart.isTextual()) {
            apart.get("errors")
                    .forEach(error -> failures.add(
                            error.get(0).asInt() + "/" + error.get(1).asText()));
        }
    }

    static List<GoldenCase> all() {
        var stream = GoldenCase.class.getResourceAsStream("/golden/iii-set-job-statuses.jsonl.gz");
        try (var reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
            List<GoldenCase> cases = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                cases.add(new GoldenCase(cases.size(), JSON.readTree(line)));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id that stands for {@code original} of this case. */
    int jobId(String original) {
        return jobIds.computeIfAbsent(original, unused -> number * IDS + jobIds.size() + 1);
    }

    /** The task queue that stands for {@code original} of this case. */
    int taskQueueId(int original) {
        return number * IDS + original;
    }

    /** Whether DiracX failed on that job in that call. */
    boolean fails(int call, String original) {
        return failures.contains(call + "/" + original);
    }

    int calls() {
        return input.get("calls").size();
    }

    /** A structured event for each job of that call, by original id. */
    Map<String, byte[]> events(int call) {
        JsonNode arguments = input.get("calls").get(call);
        Map<String, byte[]> events = new HashMap<>();
        arguments.get("updates").fields().forEachRemaining(job -> {
            int jobId = jobId(job.getKey());
            ObjectNode data = JSON.createObjectNode();
            data.put("JobID", jobId);
            data.set("Updates", job.getValue());
            data.put("Force", arguments.path("force").asBoolean(false));
            JsonNode attributes = arguments.path("additional_attributes").path(job.getKey());
            if (!attributes.isMissingNode()) {
                data.set("AdditionalAttributes", attributes);
            }
            ObjectNode event = JSON.createObjectNode();
            event.put("specversion", "1.0");
            event.put("id", id + '-' + call + '-' + jobId);
            event.put("source", "/golden");
            event.put("type", JobStatusEvent.TYPE);
            event.put("time", arguments.get("now").asText());
            event.put("subject", Integer.toString(jobId));
            event.put("datacontenttype", "application/json");
            event.set("data", data);
            events.put(job.getKey(), event.toString().getBytes(StandardCharsets.UTF_8));
        });
        return events;
    }
}
