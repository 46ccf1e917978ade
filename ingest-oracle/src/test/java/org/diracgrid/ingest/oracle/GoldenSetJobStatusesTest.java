package org.diracgrid.ingest.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.ingest.oracle.OracleSettings.Offsets;
import org.diracgrid.ingest.oracle.OracleSettings.Rounding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle leaves the tables as DiracX's own code left them, and fails where that failed. */
class GoldenSetJobStatusesTest {

    private static final List<JsonNode> CASES = Golden.cases("iii-set-job-statuses");

    static Stream<Arguments> settings() {
        return Stream.of(TimeColumn.values())
                .flatMap(column -> Stream.of(Rounding.values()).map(rounding -> Arguments.of(column, rounding)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void wholeCallsEndAsDiracXEndsThem(TimeColumn column, Rounding rounding) {
        for (JsonNode golden : CASES) {
            Oracle oracle = oracleOf(golden, column, rounding);
            List<String> errors = new ArrayList<>();
            List<String> expectedErrors = new ArrayList<>();
            golden.at("/expected/results")
                    .forEach(result -> expectedErrors.add(result.path("error").asText("")));
            for (JsonNode call : golden.at("/input/calls")) {
                errors.add(errorOf(callOf(oracle, call)));
            }

            assertThat(errors).as(golden.path("id").asText()).isEqualTo(expectedErrors);
            assertSame(golden, golden.at("/expected/final"), oracle, rounding);
        }
        assertThat(CASES).hasSize(400);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void oneEventPerJobEndsAsIsolatedCallsDo(TimeColumn column, Rounding rounding) {
        for (JsonNode golden : CASES) {
            Oracle oracle = oracleOf(golden, column, rounding);
            List<String> errors = new ArrayList<>();
            int number = 0;
            for (JsonNode call : golden.at("/input/calls")) {
                for (JsonNode event : eventsOf(call)) {
                    String error = errorOf(oracle.apply(event));
                    if (!error.isEmpty() && !error.equals("NotFound")) {
                        errors.add(number + " " + event.at("/data/JobID") + ' ' + error);
                    }
                }
                number++;
            }

            List<String> expectedErrors = new ArrayList<>();
            golden.at("/expected/isolated/errors")
                    .forEach(e -> expectedErrors.add(
                            e.get(0) + " " + e.get(1) + ' ' + e.get(2).asText()));
            JsonNode isolated = golden.at("/expected/isolated");
            assertThat(errors).as(golden.path("id").asText()).containsExactlyInAnyOrderElementsOf(expectedErrors);
            assertSame(
                    golden,
                    isolated.isTextual() ? golden.at("/expected/final") : isolated.path("final"),
                    oracle,
                    rounding);
        }
    }

    private static void assertSame(JsonNode golden, JsonNode end, Oracle oracle, Rounding rounding) {
        assertThat(Differences.between(expected(end, rounding), oracle.snapshot(), null))
                .as(golden.path("id").asText())
                .isEmpty();
    }

    static Oracle oracleOf(JsonNode golden, TimeColumn column, Rounding rounding) {
        Oracle oracle = new Oracle(new OracleSettings(column, rounding, Offsets.REJECT));
        for (JsonNode job : golden.at("/input/jobs")) {
            Map<String, Object> columns = new LinkedHashMap<>(Map.of(
                    "JobType",
                    "user",
                    "JobGroup",
                    "00000000",
                    "JobName",
                    "Unknown",
                    "VerifiedFlag",
                    false,
                    "AccountedFlag",
                    false));
            columns.put("RescheduleTime", null);
            job.properties().forEach(entry -> {
                if (!entry.getKey().equals("tq") && !entry.getKey().equals("logging")) {
                    columns.put(entry.getKey(), columnValue(entry.getKey(), entry.getValue()));
                }
            });
            oracle.putJob(columns, job.get("tq").isNull() ? null : job.get("tq").intValue());
            for (JsonNode row : job.get("logging")) {
                oracle.putLogRow(
                        job.get("JobID").intValue(),
                        row.get("Status").textValue(),
                        row.get("MinorStatus").textValue(),
                        row.get("ApplicationStatus").textValue(),
                        instant(row.get("time")),
                        row.get("Source").textValue());
            }
        }
        return oracle;
    }

    static Outcome callOf(Oracle oracle, JsonNode call) {
        return oracle.setJobStatuses(
                byJob(call.path("updates")),
                instant(call.get("now")),
                call.path("force").asBoolean(false),
                byJob(call.path("additional_attributes")));
    }

    private static List<JsonNode> eventsOf(JsonNode call) {
        List<JsonNode> events = new ArrayList<>();
        byJob(call.path("updates")).forEach((jobId, updates) -> {
            ObjectNode event = new ObjectMapper().createObjectNode();
            event.set("time", call.get("now"));
            ObjectNode data = event.putObject("data")
                    .put("JobID", jobId)
                    .put("Force", call.path("force").asBoolean());
            data.set("Updates", updates);
            data.set("AdditionalAttributes", call.path("additional_attributes").get(jobId.toString()));
            events.add(event);
        });
        return events;
    }

    static Map<Integer, JsonNode> byJob(JsonNode node) {
        Map<Integer, JsonNode> byJob = new HashMap<>();
        node.properties().forEach(entry -> byJob.put(jobId(entry.getKey()), entry.getValue()));
        return byJob;
    }

    /** Ids beyond the column's range stand for unknown jobs; the greatest one that fits is unknown too. */
    private static int jobId(String text) {
        return (int) Math.min(Long.parseLong(text), Integer.MAX_VALUE);
    }

    static String errorOf(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.exceptionClass() : "";
    }

    static Snapshot expected(JsonNode end, Rounding rounding) {
        Snapshot expected =
                new Snapshot(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        end.path("jobs").forEach(job -> {
            TreeMap<String, String> columns = new TreeMap<>();
            job.properties()
                    .forEach(e ->
                            columns.put(e.getKey(), Stored.text(columnValue(e.getKey(), e.getValue()), rounding)));
            expected.jobs().put(job.get("JobID").intValue(), new Snapshot.JobRow(columns, false));
        });
        end.path("logging")
                .properties()
                .forEach(entry -> entry.getValue()
                        .forEach(row -> expected.logging()
                                .computeIfAbsent(Integer.valueOf(entry.getKey()), id -> new ArrayList<>())
                                .add(new Snapshot.LogRow(
                                        row.get("SeqNum").intValue(),
                                        row.get("Status").textValue(),
                                        row.get("MinorStatus").textValue(),
                                        row.get("ApplicationStatus").textValue(),
                                        Stored.time(instant(row.get("StatusTime")), rounding),
                                        row.get("StatusTimeOrder").textValue(),
                                        row.get("StatusSource").textValue()))));
        end.path("commands")
                .forEach(row -> expected.commands()
                        .computeIfAbsent(row.get("JobID").intValue(), id -> new ArrayList<>())
                        .add(new Snapshot.CommandRow(
                                row.get("Command").textValue(),
                                row.get("Arguments").textValue(),
                                row.get("Status").textValue(),
                                Stored.time(instant(row.get("ReceptionTime")), rounding),
                                null)));
        end.path("heartbeats")
                .forEach(row -> expected.heartbeats()
                        .computeIfAbsent(row.get("JobID").intValue(), id -> new TreeMap<>())
                        .put(
                                row.get("Name").textValue()
                                        + ' '
                                        + Stored.time(instant(row.get("HeartBeatTime")), rounding),
                                row.get("Value").asDouble()));
        end.path("tq_jobs")
                .forEach(row -> expected.taskQueues()
                        .put(row.get(1).intValue(), row.get(0).intValue()));
        return expected;
    }

    private static Object columnValue(String column, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isInt() ? (Object) value.intValue() : column.endsWith("Time") ? instant(value) : value.textValue();
    }

    static Instant instant(JsonNode node) {
        String text = node.textValue().replace(' ', 'T');
        return OffsetDateTime.parse(text.length() == 26 ? text + 'Z' : text).toInstant();
    }
}
