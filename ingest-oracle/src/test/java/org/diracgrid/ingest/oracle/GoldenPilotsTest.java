package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.diracgrid.ingest.oracle.OracleSettings.Rounding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Registrations, metadata and assignments: tables are as DiracX's own code left them. */
class GoldenPilotsTest {

    private static final List<JsonNode> CASES = Golden.cases("vi-pilots");

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void wholeCallsEndAsDiracXEndsThem(Rounding rounding) {
        for (JsonNode golden : CASES) {
            PilotOracle oracle = new PilotOracle(rounding, registry(golden));
            List<String> results = new ArrayList<>();
            golden.at("/input/calls").forEach(call -> results.add(error(call(oracle, call))));

            assertThat(results).as(golden.path("id").asText()).isEqualTo(errors(golden));
            assertThat(PilotDifferences.between(expected(golden, rounding), oracle.snapshot(), null))
                    .as(golden.path("id").asText())
                    .isEmpty();
        }
        assertThat(CASES).hasSize(200);
    }

    /**
     * Where no call failed for one of several pilots, one event for each pilot ends as the calls do; where one did,
     * the others of the call are changed besides.
     */
    @Test
    void oneEventPerPilotEndsAsTheCallsDo() {
        int same = 0;
        for (JsonNode golden : CASES) {
            PilotOracle oracle = new PilotOracle(Rounding.TRUNCATE, registry(golden));
            golden.at("/input/calls").forEach(call -> events(call).forEach(oracle::apply));

            PilotSnapshot expected = expected(golden, Rounding.TRUNCATE);
            assertThat(oracle.snapshot().pilots().keySet())
                    .isEqualTo(expected.pilots().keySet());
            if (failsForOneOfSeveral(golden)) {
                continue;
            }
            assertThat(PilotDifferences.between(expected, oracle.snapshot(), null))
                    .as(golden.path("id").asText())
                    .isEmpty();
            same++;
        }
        assertThat(same).isGreaterThan(60);
    }

    private static boolean failsForOneOfSeveral(JsonNode golden) {
        JsonNode calls = golden.at("/input/calls");
        for (int i = 0; i < calls.size(); i++) {
            int parts = calls.get(i).path("updates").size();
            boolean emptyOne = StreamSupport.stream(calls.get(i).path("updates").spliterator(), false)
                    .anyMatch(JsonNode::isEmpty);
            String error = golden.at("/expected/results/" + i + "/error").asText("");
            // An event without a member changes nothing; in a call beside others it sets LastUpdateTime.
            if (parts > 1 && (!error.isEmpty() || emptyOne)) {
                return true;
            }
        }
        return false;
    }

    private static Outcome call(PilotOracle oracle, JsonNode call) {
        Instant now = PilotOracle.time(call.get("now"));
        return switch (call.get("op").textValue()) {
            case "register_pilot" -> oracle.register(call.get("params"), now);
            case "pilot_metadata" -> oracle.setMetadata(updates(call), now);
            default -> {
                List<Integer> jobIds = new ArrayList<>();
                call.get("job_ids").forEach(jobId -> jobIds.add(jobId.intValue()));
                yield oracle.assign(call.get("pilot_stamp").textValue(), jobIds, now);
            }
        };
    }

    private static List<ObjectNode> events(JsonNode call) {
        return switch (call.get("op").textValue()) {
            case "register_pilot" -> List.of(event(call, "registered", call.get("params")));
            case "pilot_metadata" ->
                updates(call).entrySet().stream()
                        .map(update ->
                                event(call, "metadata", data(update.getKey()).set("Metadata", update.getValue())))
                        .toList();
            default ->
                List.of(event(
                        call,
                        "jobs-assigned",
                        data(call.get("pilot_stamp").textValue()).set("JobIDs", call.get("job_ids"))));
        };
    }

    private static ObjectNode data(String stamp) {
        return JsonNodeFactory.instance.objectNode().put("PilotStamp", stamp);
    }

    private static ObjectNode event(JsonNode call, String kind, JsonNode data) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "org.diracgrid.pilot." + kind + ".v1")
                .put("time", call.get("now").textValue())
                .set("data", data);
    }

    private static Map<String, JsonNode> updates(JsonNode call) {
        Map<String, JsonNode> updates = new LinkedHashMap<>();
        call.get("updates").properties().forEach(update -> updates.put(update.getKey(), update.getValue()));
        return updates;
    }

    private static Set<String> registry(JsonNode golden) {
        List<String> vos = new ArrayList<>();
        golden.at("/input/registry").forEach(vo -> vos.add(vo.textValue()));
        return Set.copyOf(vos);
    }

    private static List<String> errors(JsonNode golden) {
        List<String> errors = new ArrayList<>();
        golden.at("/expected/results")
                .forEach(result -> errors.add(result.path("error").asText("")));
        return errors;
    }

    private static String error(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.exceptionClass() : "";
    }

    private static PilotSnapshot expected(JsonNode golden, Rounding rounding) {
        SortedMap<String, List<SortedMap<String, String>>> pilots = new TreeMap<>();
        for (JsonNode pilot : golden.at("/expected/final/pilots")) {
            SortedMap<String, String> row = new TreeMap<>();
            for (var column : pilot.properties()) {
                row.put(
                        column.getKey(),
                        column.getKey().endsWith("Time")
                                ? time(column.getValue(), rounding)
                                : shown(column.getValue()));
            }
            pilots.computeIfAbsent(row.remove("PilotStamp"), stamp -> new ArrayList<>())
                    .add(row);
        }
        SortedMap<String, List<String>> jobs = new TreeMap<>();
        for (JsonNode pair : golden.at("/expected/final/mapping")) {
            jobs.computeIfAbsent(pair.get(0).textValue(), stamp -> new ArrayList<>())
                    .add(pair.get(1) + " " + time(pair.get(2), rounding));
        }
        jobs.values().forEach(texts -> texts.sort(null));
        return new PilotSnapshot(pilots, jobs, new TreeMap<>(), new TreeMap<>());
    }

    private static String shown(JsonNode value) {
        return value.isBoolean() ? (value.booleanValue() ? "True" : "False") : value.asText();
    }

    private static String time(JsonNode value, Rounding rounding) {
        return Stored.time(PilotOracle.time(value), rounding);
    }
}
