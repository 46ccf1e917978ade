package org.diracgrid.ingest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.CodecOptions.NonUtcOffset;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.HeartbeatMeasure;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.HeartbeatKey;
import org.diracgrid.ingest.model.lifecycle.JobMetadataFold;
import org.diracgrid.ingest.model.lifecycle.KillCommand;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Golden kind iv: statuses, heartbeats and metadata, call by call and job by job, leave tables and documents as DiracX's
 * own code left them.
 */
class MixedGoldenTest {

    private static final List<JsonNode> CASES = Golden.cases("iv-mixed");
    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS.withNonUtcOffset(NonUtcOffset.REJECT));

    @ParameterizedTest
    @CsvSource({
        "NUMERIC,true",
        "NUMERIC,false",
        "DOUBLE,true",
        "DOUBLE,false",
    })
    void leavesWhatDiracxLeaves(TimeOrderColumn column, boolean oneBatch) {
        assertThat(CASES).hasSize(200);
        for (var golden : CASES) {
            var database = new MemoryDatabase(golden, column, oneBatch, FoldOptions.DIRACX);
            var run = new Run(golden, database);
            run.send();
            database.commit();
            run.assertTables();
            run.assertDocuments(!oneBatch);
        }
    }

    /** One case on its way through codec and fold. */
    private static final class Run {

        private final JsonNode golden;
        private final MemoryDatabase database;
        private final Map<Long, ObjectNode> documents = new TreeMap<>();
        private final Set<String> rejected = new TreeSet<>();

        Run(JsonNode golden, MemoryDatabase database) {
            this.golden = golden;
            this.database = database;
        }

        void send() {
            for (var sent : GoldenEvents.of(golden)) {
                if (sent.jobId() <= Integer.MAX_VALUE && !accepts(sent)) {
                    rejected.add(sent.call() + " " + sent.jobId());
                }
            }
            var expected = new TreeSet<String>();
            for (var error : golden.at("/expected/isolated").path("errors")) {
                if (error.get(1).isInt()) { // a number that no column holds is no job's, whatever DiracX answers
                    expected.add(error.get(0).asInt() + " " + error.get(1).asLong());
                }
            }
            assertThat(rejected).as("%s", golden).isEqualTo(expected);
        }

        /** DiracX answers "not found" to the status of an unknown job, which is no error. */
        private boolean accepts(GoldenEvents.Sent sent) {
            IngestEvent event;
            try {
                event = CODEC.decodeStructured(sent.value());
            } catch (EventRejectedException e) {
                return false;
            }
            if (!database.has(sent.jobId())) {
                return !(event instanceof JobHeartbeatEvent)
                        && !(event instanceof JobMetadataEvent metadata && JobMetadataFold.needsJob(metadata));
            }
            int reports = database.documentReports(sent.jobId());
            var outcome = database.apply(event, sent.nowMicros());
            if (outcome.kind() == FoldOutcome.Kind.REJECTED) {
                return false;
            }
            assertThat(outcome.kind()).as("%s", golden).isEqualTo(FoldOutcome.Kind.APPLIED);
            document(sent, event, database.documentReports(sent.jobId()) > reports);
            return true;
        }

        private void document(GoldenEvents.Sent sent, IngestEvent event, boolean told) {
            var members = new HashMap<String, JsonNode>();
            if (told) {
                members.put("Status", Golden.JSON.getNodeFactory().textNode(database.documentStatus(sent.jobId())));
            }
            if (event instanceof JobHeartbeatEvent heartbeat && heartbeat.standardOutput() != null) {
                members.put("StandardOutput", Golden.JSON.getNodeFactory().textNode(heartbeat.standardOutput()));
            }
            if (event instanceof JobMetadataEvent metadata) {
                metadata.parameters().forEach((name, value) -> members.put(name, parse(value.text())));
            }
            if (!members.isEmpty()) {
                var document = documents.computeIfAbsent(sent.jobId(), id -> Golden.JSON.createObjectNode());
                document.put("JobID", sent.jobId());
                document.put("timestamp", sent.nowMicros() / 1000);
                document.setAll(members);
            }
        }

        void assertTables() {
            var isolated = golden.at("/expected/isolated");
            var expected = isolated.isTextual() ? golden.at("/expected/final") : isolated.get("final");
            for (var entry : expected.get("jobs").properties()) {
                long id = Long.parseLong(entry.getKey());
                entry.getValue()
                        .properties()
                        .forEach(column -> assertThat(flag(database.job(id).get(column.getKey())))
                                .as("%s of %d in %s", column.getKey(), id, golden)
                                .isEqualTo(flag(column.getValue())));
            }
            for (var entry : expected.get("logging").properties()) {
                assertThat(database.log(Long.parseLong(entry.getKey())))
                        .as("log of %s in %s", entry.getKey(), golden)
                        .containsExactlyElementsOf(entry.getValue());
            }
            var kills = new ArrayList<KillCommand>();
            expected.get("commands")
                    .forEach(row -> kills.add(
                            new KillCommand(row.get("JobID").asInt(), Golden.micros(row.get("ReceptionTime")))));
            assertThat(database.kills()).as("%s", golden).containsExactlyInAnyOrderElementsOf(kills);
            assertHeartbeats(expected.get("heartbeats"));
        }

        private void assertHeartbeats(JsonNode rows) {
            var keys = new HashMap<Long, Set<HeartbeatKey>>();
            for (var row : rows) {
                long id = row.get("JobID").asLong();
                var key = new HeartbeatKey(
                        HeartbeatMeasure.of(row.get("Name").asText()), Golden.micros(row.get("HeartBeatTime")));
                keys.computeIfAbsent(id, job -> new HashSet<>()).add(key);
                double value = row.get("Value").asDouble();
                assertThat(database.heartbeats(id).get(key))
                        .as("%s of %d in %s", key, id, golden)
                        .isCloseTo(value, within(Math.abs(value) * 1e-14));
            }
            for (var job : golden.at("/input/jobs")) {
                long id = job.get("JobID").asLong();
                assertThat(database.heartbeats(id).keySet()).isEqualTo(keys.getOrDefault(id, Set.of()));
            }
        }

        /** @param times whether the documents' time of change is known, which it is not inside a batch */
        void assertDocuments(boolean times) {
            var isolated = golden.at("/expected/isolated");
            var expected = isolated.isTextual() ? golden.at("/expected/final") : isolated.get("final");
            var ignored = new HashSet<Long>();
            isolated.path("errors").forEach(error -> ignored.add(error.get(1).asLong()));
            if (!times) {
                golden.at("/input/jobs").forEach(job -> {
                    long id = job.get("JobID").asLong();
                    String status = database.documentStatus(id);
                    if (status != null) {
                        documents
                                .computeIfAbsent(id, key -> Golden.JSON.createObjectNode())
                                .put("JobID", id)
                                .put("Status", status);
                    }
                });
            }
            var found = new TreeMap<Long, JsonNode>();
            for (var row : expected.get("opensearch")) {
                long id = row.get("id").asLong();
                var document = (ObjectNode) row.get("doc").deepCopy();
                String vo = document.path("VO").asText(jobInput(id).get("VO").asText());
                assertThat(row.get("index").asText())
                        .isEqualTo("job_parameters_" + vo.toLowerCase(Locale.ROOT) + "_" + id / 1_000_000 + "m");
                if (!ignored.contains(id)) {
                    found.put(id, document);
                }
            }
            documents.keySet().removeAll(ignored);
            if (!times) {
                found.values().forEach(document -> ((ObjectNode) document).remove("timestamp"));
                documents.values().forEach(document -> document.remove("timestamp"));
            }
            assertThat(documents.keySet()).as("%s", golden).isEqualTo(found.keySet());
            documents.forEach((id, document) -> assertThat(parse(document.toString()))
                    .as("document of %d in %s", id, golden)
                    .isEqualTo(parse(found.get(id).toString())));
        }

        private JsonNode jobInput(long id) {
            for (var job : golden.at("/input/jobs")) {
                if (job.get("JobID").asLong() == id) {
                    return job;
                }
            }
            throw new AssertionError("no job " + id);
        }

        private static String flag(JsonNode value) {
            return switch (value.asText()) {
                case "true" -> "True";
                case "false" -> "False";
                default -> value.asText();
            };
        }

        private static JsonNode parse(String text) {
            try {
                return Golden.JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(text, e);
            }
        }
    }
}
