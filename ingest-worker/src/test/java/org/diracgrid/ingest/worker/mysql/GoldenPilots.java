package org.diracgrid.ingest.worker.mysql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/** One golden case of kind vi: what DiracX's own code made of pilots in some calls. Stamps are unique to their case. */
record GoldenPilots(String id, JsonNode input, JsonNode expected) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<GoldenPilots> all() {
        var stream = GoldenPilots.class.getResourceAsStream("/golden/vi-pilots.jsonl.gz");
        try (var reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
            List<GoldenPilots> cases = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode node = JSON.readTree(line);
                cases.add(new GoldenPilots(node.get("id").asText(), node.get("input"), node.get("expected")));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int calls() {
        return input.get("calls").size();
    }

    /** What DiracX answered; empty where it did what it was asked for. */
    String error(int call) {
        return expected.get("results").get(call).path("error").asText("");
    }

    /** Whether DiracX undid what it was asked for several pilots because of one of them. */
    boolean isUndone(int call) {
        return !error(call).isEmpty()
                && input.get("calls").get(call).path("updates").size() > 1;
    }

    /** A structured event for each pilot of that call. */
    List<byte[]> events(int call) {
        JsonNode arguments = input.get("calls").get(call);
        List<byte[]> events = new ArrayList<>();
        switch (arguments.get("op").asText()) {
            case "register_pilot" -> events.add(event(PilotRegisteredEvent.TYPE, call, arguments.get("params")));
            case "assign_jobs" -> {
                ObjectNode data = JSON.createObjectNode().put("PilotStamp", stamp(arguments));
                events.add(event(PilotJobsAssignedEvent.TYPE, call, data.set("JobIDs", arguments.get("job_ids"))));
            }
            case "pilot_metadata" ->
                arguments.get("updates").fields().forEachRemaining(pilot -> {
                    ObjectNode data = JSON.createObjectNode().put("PilotStamp", pilot.getKey());
                    events.add(event(PilotMetadataEvent.TYPE, call, data.set("Metadata", pilot.getValue())));
                });
            default -> throw new AssertionError(arguments);
        }
        return events;
    }

    private byte[] event(String type, int call, JsonNode data) {
        return JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id + '-' + call + '-' + stamp(data))
                .put("source", "/golden")
                .put("type", type)
                .put("time", input.get("calls").get(call).get("now").asText())
                .put("subject", stamp(data))
                .put("datacontenttype", "application/json")
                .<ObjectNode>set("data", data)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String stamp(JsonNode data) {
        return data.path("PilotStamp").asText(data.path("pilot_stamp").asText());
    }

    /** What becomes of an event of that call, which has a valid form. */
    List<WriteOutcome.Kind> outcomes(int call) {
        return switch (error(call)) {
            case "" -> List.of(WriteOutcome.Kind.STORED);
            case "PilotNotFoundError" -> List.of(WriteOutcome.Kind.ABSENT);
            case "PilotAlreadyExistsError", "PilotAlreadyAssociatedWithJobError" ->
                List.of(WriteOutcome.Kind.SUPERSEDED, WriteOutcome.Kind.REJECTED);
            default -> List.of(WriteOutcome.Kind.REJECTED);
        };
    }

    /**
     * The rows of PilotAgents, without number.
     *
     * @param lastUpdateTime the one of all rows
     */
    List<String> pilotRows(String lastUpdateTime) {
        List<String> rows = new ArrayList<>();
        for (JsonNode pilot : expected.get("final").get("pilots")) {
            rows.add(String.join(
                    "|",
                    pilot.get("PilotStamp").asText(),
                    pilot.get("InitialJobID").asText(),
                    pilot.get("CurrentJobID").asText(),
                    pilot.get("PilotJobReference").asText(),
                    pilot.get("DestinationSite").asText(),
                    pilot.get("Queue").asText(),
                    pilot.get("GridSite").asText(),
                    pilot.get("VO").asText(),
                    pilot.get("GridType").asText(),
                    Double.toString(pilot.get("BenchMark").asDouble()),
                    seconds(pilot.get("SubmissionTime").asText()),
                    lastUpdateTime,
                    pilot.get("Status").asText(),
                    pilot.get("StatusReason").asText(),
                    pilot.get("AccountingSent").asBoolean() ? "True" : "False"));
        }
        return rows;
    }

    /** The rows of JobToPilotMapping, with the stamp for the number. */
    List<String> mappingRows() {
        List<String> rows = new ArrayList<>();
        for (JsonNode pair : expected.get("final").get("mapping")) {
            rows.add(String.join(
                    "|",
                    pair.get(0).asText(),
                    pair.get(1).asText(),
                    seconds(pair.get(2).asText())));
        }
        return rows;
    }

    /** MariaDB cuts fractions. */
    private static String seconds(String time) {
        return SqlTime.text(OffsetDateTime.parse(time).toEpochSecond() * 1_000_000)
                .substring(0, 19);
    }
}
