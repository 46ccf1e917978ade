package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;

/** Golden kind ii: start and end time, then the new status, against DIRAC's own two functions. */
class StatusEvaluationTest {

    private static final List<JsonNode> CASES = Golden.cases("ii-status-logic");

    @Test
    void evaluatesAsDiracDoes() {
        assertThat(CASES).hasSize(400);
        for (var golden : CASES) {
            var input = golden.get("input");
            var expected = golden.get("expected");
            var evaluation = new StatusEvaluation(
                    JobStatus.of(input.get("currentStatus").asText()),
                    newest(input.get("wms")),
                    updates(input),
                    input.get("force").asBoolean());

            assertThat(evaluation.isNewest())
                    .as("%s", golden)
                    .isEqualTo(expected.get("evaluated").asBoolean());
            if (evaluation.isNewest()) {
                assertThat(evaluation.status().text())
                        .as("%s", golden)
                        .isEqualTo(expected.get("status").asText());
                assertThat(evaluation.minorStatus())
                        .as("%s", golden)
                        .isEqualTo(expected.get("minor").asText());
                assertThat(evaluation.applicationStatus())
                        .as("%s", golden)
                        .isEqualTo(expected.get("application").asText());
            }
            assertThat(statusesAndSources(evaluation)).as("%s", golden).isEqualTo(statusesAndSources(expected));
        }
    }

    @Test
    void findsStartAndEndAsDiracDoes() {
        for (var golden : CASES) {
            var input = golden.get("input");
            var expected = golden.get("expected");
            var before = new ExecutionTimes(
                    Golden.micros(input.get("startExecTime")), Golden.micros(input.get("endExecTime")));
            var after = before.after(updates(input), statusBefore(input));

            assertThat(after)
                    .as("%s", golden)
                    .isEqualTo(new ExecutionTimes(
                            Golden.micros(expected.get("newStart")), Golden.micros(expected.get("newEnd"))));
        }
    }

    private static List<StatusUpdate> updates(JsonNode input) {
        var updates = new ArrayList<StatusUpdate>();
        for (var entry : input.get("statusDict").properties()) {
            var update = entry.getValue();
            updates.add(new StatusUpdate(
                    Golden.micros(entry.getKey()),
                    update.has("Status") ? JobStatus.of(update.get("Status").asText()) : null,
                    text(update, "MinorStatus"),
                    text(update, "ApplicationStatus"),
                    update.get("Source").asText()));
        }
        updates.sort(Comparator.comparingLong(StatusUpdate::timeMicros));
        return updates;
    }

    /** DIRAC's mode: the last status of the history that is older than the first update; DiracX's history is empty. */
    private static JobStatus statusBefore(JsonNode input) {
        if (input.get("timeStampsMode").asText().equals("diracx")) {
            return null;
        }
        long first = updates(input).get(0).timeMicros();
        return input.get("wms").properties().stream()
                .filter(entry -> Golden.micros(entry.getValue()) < first)
                .max(Comparator.comparingLong(entry -> Golden.micros(entry.getValue())))
                .map(entry -> JobStatus.of(entry.getKey()))
                .orElse(null);
    }

    private static long newest(JsonNode wms) {
        return wms.properties().stream()
                .mapToLong(entry -> Golden.micros(entry.getValue()))
                .max()
                .orElseThrow();
    }

    private static List<Map.Entry<String, String>> statusesAndSources(StatusEvaluation evaluation) {
        return evaluation.logged().stream()
                .map(logged -> Map.entry(JobHistory.loggedStatus(logged.status()), logged.source()))
                .toList();
    }

    private static List<Map.Entry<String, String>> statusesAndSources(JsonNode expected) {
        return expected.get("statusDict").properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Map.entry(
                        entry.getValue().path("Status").asText("idem"),
                        entry.getValue().get("Source").asText()))
                .toList();
    }

    private static String text(JsonNode update, String field) {
        return update.has(field) ? update.get(field).asText() : null;
    }
}
