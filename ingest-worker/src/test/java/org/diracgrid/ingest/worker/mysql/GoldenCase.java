package org.diracgrid.ingest.worker.mysql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
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
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;

/**
 * One golden case of kind iii or iv: what DiracX's own code wrote for some calls. Cases share job ids, so each job gets an
 * id of its own and all cases can live in one database.
 */
final class GoldenCase {

    /** Ids per case; cases have up to four jobs and a few that do not exist. */
    private static final int IDS = 16;

    /** Job ids whose documents share an index. */
    private static final int IDS_PER_INDEX = 1_000_000;

    private static final List<JsonNodeType> FREE_TYPES = List.of(
            JsonNodeType.NUMBER, JsonNodeType.STRING, JsonNodeType.ARRAY, JsonNodeType.OBJECT, JsonNodeType.BOOLEAN);

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

    /** Calls of {@code set_job_statuses} only. */
    static List<GoldenCase> statuses() {
        return read("/golden/iii-set-job-statuses.jsonl.gz");
    }

    /** The same among heartbeats, command reads and metadata. */
    static List<GoldenCase> mixed() {
        return read("/golden/iv-mixed.jsonl.gz");
    }

    private static List<GoldenCase> read(String resource) {
        var stream = GoldenCase.class.getResourceAsStream(resource);
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
        return jobIds.computeIfAbsent(
                original, unused -> typesOfFreeParameter(original) * IDS_PER_INDEX + number * IDS + jobIds.size() + 1);
    }

    /**
     * Which types the values of the one free-form parameter have, as a bit each. The first value in an index decides the
     * field's type there, so jobs that give it other types must not share an index; DiracX's part of the golden cases was
     * run without a mapping.
     */
    private int typesOfFreeParameter(String original) {
        int types = 0;
        for (JsonNode call : input.get("calls")) {
            JsonNode value = call.path("updates").path(original).path("MyExtra");
            types |= value.isMissingNode() ? 0 : 1 << FREE_TYPES.indexOf(value.getNodeType());
        }
        return types;
    }

    /** Whether DiracX failed on that job in any call: how far the documents of such a call came is not defined. */
    boolean everFails(String original) {
        return failures.stream().anyMatch(failure -> failure.endsWith('/' + original));
    }

    /**
     * Calls by number in parts: what a part brought has to be in the tables before the next begins, because the commands
     * that are there are read by the jobs then. A read where a case never has a command reads nothing.
     */
    List<List<Integer>> parts() {
        List<List<Integer>> parts = new ArrayList<>();
        List<Integer> part = new ArrayList<>();
        for (int call = 0; call < calls(); call++) {
            part.add(call);
            if (readsCommands(call) && !isolated.get("commands").isEmpty() || call == calls() - 1) {
                parts.add(part);
                part = new ArrayList<>();
            }
        }
        return parts;
    }

    /** The task queue that stands for {@code original} of this case. */
    int taskQueueId(int original) {
        return number * IDS + original;
    }

    /** Whether the job exists. */
    boolean hasJob(String original) {
        return isolated.get("jobs").has(original);
    }

    /** Whether DiracX failed on that job in that call. */
    boolean fails(int call, String original) {
        return failures.contains(call + "/" + original);
    }

    int calls() {
        return input.get("calls").size();
    }

    /** Whether DiracX hands out commands in that call, to all its jobs. */
    boolean readsCommands(int call) {
        return input.get("calls").get(call).path("poll_commands").asBoolean(false);
    }

    /** A structured event for each job of that call, by original id. */
    Map<String, byte[]> events(int call) {
        JsonNode arguments = input.get("calls").get(call);
        String operation = arguments.get("op").asText();
        Map<String, byte[]> events = new HashMap<>();
        arguments
                .get(operation.equals("heartbeat") ? "data" : "updates")
                .fields()
                .forEachRemaining(job -> {
                    int jobId = jobId(job.getKey());
                    ObjectNode data = JSON.createObjectNode().put("JobID", jobId);
                    String type =
                            switch (operation) {
                                case "set_job_statuses" -> {
                                    putUpdates(data, arguments, job);
                                    yield JobStatusEvent.TYPE;
                                }
                                case "heartbeat" -> {
                                    data.set("Data", job.getValue());
                                    yield JobHeartbeatEvent.TYPE;
                                }
                                case "metadata" -> {
                                    data.set("Metadata", job.getValue());
                                    yield JobMetadataEvent.TYPE;
                                }
                                default -> throw new AssertionError(operation);
                            };
                    ObjectNode event = JSON.createObjectNode()
                            .put("specversion", "1.0")
                            .put("id", id + '-' + call + '-' + jobId)
                            .put("source", "/golden")
                            .put("type", type)
                            .put("time", arguments.get("now").asText())
                            .put("subject", Integer.toString(jobId))
                            .put("datacontenttype", "application/json")
                            .set("data", data);
                    events.put(job.getKey(), event.toString().getBytes(StandardCharsets.UTF_8));
                });
        return events;
    }

    private static void putUpdates(ObjectNode data, JsonNode arguments, Map.Entry<String, JsonNode> job) {
        data.set("Updates", job.getValue());
        data.put("Force", arguments.path("force").asBoolean(false));
        JsonNode attributes = arguments.path("additional_attributes").path(job.getKey());
        if (!attributes.isMissingNode()) {
            data.set("AdditionalAttributes", attributes);
        }
    }
}
