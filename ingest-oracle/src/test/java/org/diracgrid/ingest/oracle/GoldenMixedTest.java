package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.ingest.oracle.OracleSettings.Rounding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heartbeats, command reads and metadata between status updates: tables and documents are as DiracX's own code left them. */
class GoldenMixedTest {

    private static final List<JsonNode> CASES = Golden.cases("iv-mixed");

    @ParameterizedTest
    @EnumSource(TimeColumn.class)
    void wholeCallsEndAsDiracXEndsThem(TimeColumn column) throws JsonProcessingException {
        for (JsonNode golden : CASES) {
            Oracle oracle = GoldenSetJobStatusesTest.oracleOf(golden, column, Rounding.TRUNCATE);
            Set<Integer> failed = new HashSet<>(); // how far the documents of a failed call came depends on its order
            int number = 0;
            for (JsonNode call : golden.at("/input/calls")) {
                String error =
                        golden.at("/expected/results/" + number++ + "/error").asText("");
                assertThat(GoldenSetJobStatusesTest.errorOf(call(oracle, call, bodies(call))))
                        .as("call %d of %s", number, golden.path("id"))
                        .isEqualTo(error);
                if (!error.isEmpty()) {
                    failed.addAll(bodies(call).keySet());
                }
            }
            assertEnd(golden, golden.at("/expected/final"), oracle, failed);
        }
        assertThat(CASES).hasSize(200);
    }

    @ParameterizedTest
    @EnumSource(TimeColumn.class)
    void oneEventPerJobEndsAsIsolatedCallsDo(TimeColumn column) throws JsonProcessingException {
        for (JsonNode golden : CASES) {
            Oracle oracle = GoldenSetJobStatusesTest.oracleOf(golden, column, Rounding.TRUNCATE);
            Set<String> errors = new TreeSet<>();
            int number = 0;
            for (JsonNode call : golden.at("/input/calls")) {
                for (var body : bodies(call).entrySet()) {
                    String error = GoldenSetJobStatusesTest.errorOf(
                            call(oracle, call, Map.of(body.getKey(), body.getValue())));
                    if (!error.isEmpty()) {
                        errors.add(number + " " + body.getKey() + ' ' + error);
                    }
                }
                number++;
            }
            JsonNode isolated = golden.at("/expected/isolated");
            Set<String> expected = new TreeSet<>();
            Set<Integer> failed = new HashSet<>();
            for (JsonNode error : isolated.path("errors")) {
                int jobId = (int) Math.min(error.get(1).longValue(), Integer.MAX_VALUE);
                failed.add(jobId);
                expected.add(error.get(0) + " " + jobId + ' ' + error.get(2).textValue());
            }
            assertThat(errors).as(golden.path("id").asText()).isEqualTo(expected);
            assertEnd(
                    golden,
                    isolated.isTextual() ? golden.at("/expected/final") : isolated.path("final"),
                    oracle,
                    failed);
        }
    }

    private static Map<Integer, JsonNode> bodies(JsonNode call) {
        return GoldenSetJobStatusesTest.byJob(call.has("data") ? call.get("data") : call.path("updates"));
    }

    private static Outcome call(Oracle oracle, JsonNode call, Map<Integer, JsonNode> bodies) {
        Instant now = GoldenSetJobStatusesTest.instant(call.get("now"));
        switch (call.get("op").textValue()) {
            case "heartbeat" -> {
                Outcome outcome = oracle.addHeartbeats(bodies, now, now);
                if (outcome instanceof Outcome.Applied
                        && call.path("poll_commands").asBoolean()) {
                    bodies.keySet().forEach(oracle::readCommands);
                }
                return outcome;
            }
            case "metadata" -> {
                return oracle.setMetadata(bodies, now);
            }
            default -> {
                return oracle.setJobStatuses(
                        bodies,
                        now,
                        call.path("force").asBoolean(false),
                        GoldenSetJobStatusesTest.byJob(call.path("additional_attributes")));
            }
        }
    }

    private static void assertEnd(JsonNode golden, JsonNode end, Oracle oracle, Set<Integer> ignored)
            throws JsonProcessingException {
        String id = golden.path("id").asText();
        Snapshot expected = GoldenSetJobStatusesTest.expected(end, Rounding.TRUNCATE);
        assertThat(Differences.between(expected, oracle.snapshot(), null))
                .as(id)
                .isEmpty();

        Map<String, JsonNode> documents = new HashMap<>();
        for (JsonNode row : end.path("opensearch")) {
            if (!ignored.contains(row.get("id").intValue())) {
                documents.put(row.get("index").textValue() + '/' + row.get("id"), json(row.get("doc")));
            }
        }
        Map<String, JsonNode> found = new HashMap<>();
        for (var entry : oracle.documents().entrySet()) {
            if (!ignored.contains(entry.getValue().get("JobID").intValue())) {
                found.put(entry.getKey(), json(entry.getValue()));
            }
        }
        assertThat(found).as(id).isEqualTo(documents);
    }

    /** Numbers of one kind, whatever they were made of. */
    private static JsonNode json(JsonNode node) throws JsonProcessingException {
        return new ObjectMapper().readTree(node.toString());
    }
}
