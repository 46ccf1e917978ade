package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.Part;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.SearchFilter.Operator;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The store against a real OpenSearch. Each test has a VO, and with it indices, of its own. */
@ExtendWith(DevStackExtension.class)
class OpenSearchStoreIT {

    private static final long NOW_MS = 1_780_000_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW_MS));
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final String vo = "Vo" + TESTS.incrementAndGet();
    private Vertx vertx;
    private TestLane lane;
    private OpenSearchSettings settings;
    private OpenSearchConnection connection;

    @BeforeEach
    void open(DevStack stack) throws Exception {
        vertx = Vertx.vertx();
        lane = new TestLane(vertx);
        settings = OpenSearchSettings.parse("{\"hosts\":\"" + stack.openSearchUrl() + "\",\"timeout\":30}");
        connection = OpenSearchConnection.open(settings);
        lane.get(() -> new JobParametersDb(connection, CLOCK).createIndexTemplate());
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void putsDiracxsTemplate() throws Exception {
        JsonNode template = lane.get(() -> connection.ask("GET", "/_index_template/job_parameters", Map.of(), null))
                .json()
                .at("/index_templates/0/index_template");

        assertThat(lane.get(() -> new JobParametersDb(connection, CLOCK).hasIndexTemplate()))
                .isTrue();
        assertThat(template.at("/index_patterns/0").asText()).isEqualTo("job_parameters*");
        assertThat(template.at("/template/mappings/properties")).hasSize(18);
    }

    @Test
    void mergesUpdatesIntoTheDocument() throws Exception {
        StoreWriter writer = writer(WriteMode.REPLACE, 200);
        assertThat(lane.write(
                        writer,
                        Updates.number(7, "PayloadPID", 1),
                        Updates.metadata(7, Map.of("Deep", JsonTexts.parse("{\"a\":1,\"b\":[1,2]}"))),
                        Updates.number(1_000_007, "PayloadPID", 3)))
                .containsOnly(WriteOutcome.Stored.INSTANCE);

        lane.write(
                writer,
                Updates.metadata(7, Map.of("Deep", JsonTexts.parse("{\"b\":[3],\"c\":true}"))),
                Updates.statusApplied(7, vo, "Done"));

        assertThat(document(7))
                .hasToString("{\"JobID\":7,\"timestamp\":" + NOW_MS
                        + ",\"PayloadPID\":1,\"Deep\":{\"a\":1,\"b\":[3],\"c\":true},\"Status\":\"Done\"}");
        assertThat(document(1_000_007).path("PayloadPID").asInt()).isEqualTo(3);
    }

    @Test
    void rejectsWhatTheMappingRefusesAndNothingElse() throws Exception {
        StoreWriter writer = writer(WriteMode.REPLACE, 200);
        lane.write(writer, Updates.number(7, "MyExtra", 5));

        List<WriteOutcome> outcomes = lane.write(
                writer,
                Updates.text(7, "HostName", "a"),
                Updates.text(7, "MyExtra", "no number"),
                Updates.text(7, "GridCE", "ce"),
                Updates.text(8, "MyExtra", "no number"),
                Updates.number(9, "MyExtra", 6));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.STORED);
        assertThat(((WriteOutcome.Rejected) outcomes.get(1)).reason()).isEqualTo(ReasonCode.OS_REJECTED_DOCUMENT);
        assertThat(((WriteOutcome.Rejected) outcomes.get(1)).detail()).contains("MyExtra");
        assertThat(document(7).path("MyExtra").asInt()).isEqualTo(5);
        assertThat(document(7).path("GridCE").asText()).isEqualTo("ce");
    }

    @Test
    void keepsTheMappingBelowItsLimit() throws Exception {
        StoreWriter writer = writer(WriteMode.REPLACE, 20);
        for (int i = 0; i < 2000; i += 100) {
            Map<String, JsonText> parameters = new HashMap<>();
            for (int name = i; name < i + 100; name++) {
                parameters.put("Free" + name, JsonTexts.of("value " + name));
            }
            assertThat(lane.write(writer, Updates.metadata(7, parameters))).containsOnly(WriteOutcome.Stored.INSTANCE);
        }

        JsonNode properties = lane.get(() -> connection.ask("GET", '/' + index(7) + "/_mapping", Map.of(), null))
                .json()
                .path(index(7))
                .path("mappings")
                .path("properties");
        assertThat(properties).hasSize(18 + 20 + 1);
        assertThat(properties.path("OtherParameters").has("properties")).isFalse();
        JsonNode document = document(7);
        assertThat(document.path("OtherParameters")).hasSize(2000 - 20);
        assertThat(document).hasSize(2 + 20 + 1);

        // A worker that starts again knows the names that became fields.
        StoreWriter other = writer(WriteMode.REPLACE, 20);
        String known = fieldOf(document);
        lane.write(other, Updates.text(7, known, "again"), Updates.text(7, "Newest", "x"));
        assertThat(document(7).path(known).asText()).isEqualTo("again");
        assertThat(document(7).path("OtherParameters").path("Newest").asText()).isEqualTo("x");
    }

    private static String fieldOf(JsonNode document) {
        return document.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("Free"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void fillsOnlyWhatIsMissing() throws Exception {
        lane.write(
                writer(WriteMode.REPLACE, 200),
                Updates.text(7, "GridCE", "new"),
                Updates.metadata(7, Map.of("Deep", JsonTexts.parse("{\"a\":\"new\"}"))));
        JsonNode before = document(7);
        StoreWriter backfill = writer(WriteMode.FILL_MISSING, 200, NOW_MS + 1);

        List<WriteOutcome> outcomes = lane.write(
                backfill,
                Updates.text(7, "GridCE", "old"),
                Updates.text(7, "HostName", "older"),
                Updates.text(7, "HostName", "old"),
                Updates.metadata(7, Map.of("Deep", JsonTexts.parse("{\"a\":\"old\",\"b\":\"old\"}"))),
                Updates.text(8, "GridCE", "only"));

        assertThat(outcomes).containsOnly(WriteOutcome.Stored.INSTANCE);
        assertThat(document(7))
                .hasToString(before.toString()
                        .replace(
                                "\"Deep\":{\"a\":\"new\"}",
                                "\"Deep\":{\"a\":\"new\",\"b\":\"old\"},\"HostName\":\"old\""));
        assertThat(document(8).path("GridCE").asText()).isEqualTo("only");

        assertThat(lane.write(backfill, Updates.text(7, "GridCE", "old")))
                .containsExactly(WriteOutcome.Superseded.INSTANCE);
    }

    @Test
    void searchesAsDiracxDoes() throws Exception {
        JobParametersDb database = new JobParametersDb(connection, CLOCK);
        assertThat(lane.get(() -> database.bulkUpsert(List.of(
                        new JobParametersDb.JobUpsert(
                                vo, 11, Map.of("Status", "Done", "JobGroup", vo, "PayloadPID", 1)),
                        new JobParametersDb.JobUpsert(vo, 12, Map.of("Status", "Failed", "JobGroup", vo)),
                        new JobParametersDb.JobUpsert(vo, 13, Map.of("Status", "Done", "JobGroup", vo)),
                        new JobParametersDb.JobUpsert(vo, 14, Map.of("PayloadPID", "not a number"))))))
                .singleElement()
                .satisfies(error -> assertThat(error.id()).isEqualTo(14));
        lane.get(() -> database.upsert(vo, 13, Map.of("Status", "Killed")));
        lane.get(() -> connection.ask("POST", '/' + index(11) + "/_refresh", Map.of(), null));
        SearchFilter mine = SearchFilter.of("JobGroup", Operator.EQ, vo);

        assertThat(ids(database, List.of(mine), null)).containsExactly(13, 12, 11);
        assertThat(ids(database, List.of(mine), new SearchPage(2, 2))).containsExactly(11);
        assertThat(ids(database, List.of(mine, SearchFilter.of("Status", Operator.EQ, "Done")), null))
                .containsExactly(11);
        assertThat(ids(database, List.of(mine, SearchFilter.of("JobID", Operator.GT, 11)), null))
                .containsExactly(13, 12);
        assertThat(ids(database, List.of(mine, SearchFilter.of("timestamp", Operator.LT, NOW_MS)), null))
                .isEmpty();
        assertThat(ids(database, List.of(mine, new SearchFilter("JobID", Operator.NOT_IN, List.of(12, 13))), null))
                .containsExactly(11);
    }

    private List<Object> ids(JobParametersDb database, List<SearchFilter> filters, SearchPage page) throws Exception {
        return lane
                .get(() -> database.search(List.of("JobID"), filters, List.of(new SearchSort("JobID", true)), page))
                .stream()
                .map(document -> document.get("JobID"))
                .toList();
    }

    /** As of a worker that stood still between its commit and the feed, while another one took its partitions. */
    @Test
    void writesNoStatusThatWasOvertakenInTheFeed() throws Exception {
        StoreWriter writer = writer(WriteMode.REPLACE, 100);
        JobStatusAppliedEvent before = Updates.statusApplied(7, vo, "Matched", 3, 1_000);
        JobStatusAppliedEvent late = Updates.statusApplied(7, vo, "Running", 4, 2_000);
        JobStatusAppliedEvent done = Updates.statusApplied(7, vo, "Done", 5, 9_000);

        lane.write(writer, before, done);
        List<WriteOutcome> outcomes = lane.write(writer, late);
        lane.write(writer, done);

        assertThat(outcomes).containsExactly(WriteOutcome.Superseded.INSTANCE);
        assertThat(document(7).get("Status").asText()).isEqualTo("Done");
    }

    @Test
    void writesAStatusOfAHistoryThatBeganAnewOrOfAWorkerWhoseClockIsSlow() throws Exception {
        StoreWriter writer = writer(WriteMode.REPLACE, 100);
        lane.write(writer, Updates.statusApplied(7, vo, "Done", 5, 2_000));

        lane.write(writer, Updates.statusApplied(7, vo, "Rescheduled", 2, 3_000));
        assertThat(document(7).get("Status").asText()).isEqualTo("Rescheduled");
        lane.write(writer, Updates.statusApplied(7, vo, "Running", 6, 1_000));
        assertThat(document(7).get("Status").asText()).isEqualTo("Running");
    }

    /** As a worker that was frozen while its request was on its way to the connection. */
    @Test
    void sendsNothingOfWhatHasLostItsLeaveSinceItWasBegun() throws Exception {
        StoreWriter writer = writer(WriteMode.REPLACE, 100);
        AtomicInteger asked = new AtomicInteger();
        WriteBatch batch = new WriteBatch(
                List.of(new WriteRequest(Updates.text(7, "HostName", "late"), 100)),
                () -> asked.getAndIncrement() == 0);

        StoreException failure = catchThrowableOfType(StoreException.class, () -> lane.get(() -> writer.write(batch)));

        assertThat(failure.failure().kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(failure.failure().code()).isEqualTo("NO_LEAVE");
        assertThat(document(7).isMissingNode()).isTrue();
    }

    @Test
    void saysThatNothingAnswers(DevStack stack) {
        int port = Integer.parseInt(stack.openSearchUrl().replaceAll(".*:", ""));
        stack.stop(Part.OPENSEARCH);
        try {
            StoreException failure = catchThrowableOfType(
                    StoreException.class,
                    () -> lane.get(() -> OpenSearchStore.open(
                            OpenSearchPlaces.ofJobs(
                                    OpenSearchSettings.parse("{\"hosts\":\"127.0.0.1:" + port + "\",\"timeout\":2}")),
                            Directories.ofJobs(this::vosOf),
                            OpenSearchOptions.DEFAULTS,
                            new LogCounters(),
                            CLOCK)));
            assertThat(failure.failure().kind()).isEqualTo(Kind.TRANSIENT);
        } finally {
            stack.openSearchUrl();
        }
    }

    private StoreWriter writer(WriteMode mode, int freeNames) throws Exception {
        return writer(mode, freeNames, NOW_MS);
    }

    private StoreWriter writer(WriteMode mode, int freeNames, long nowMs) {
        JobParametersDb database = new JobParametersDb(connection, CLOCK);
        return new JobParametersWriter(
                new BulkLane(connection),
                database.indices(),
                new MappingGuard(connection, database.indices(), database.namesOfDiracx(), freeNames),
                LookUpCache.ofVos(this::vosOf, 1000, CLOCK),
                ParameterEvents::read,
                mode,
                InstantSource.fixed(Instant.ofEpochMilli(nowMs)));
    }

    private Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        Map<Integer, String> vos = new HashMap<>();
        jobIds.forEach(id -> vos.put(id, vo));
        return Future.succeededFuture(vos);
    }

    private String index(int jobId) {
        return new IndexNames("job_parameters").of(vo, jobId);
    }

    private JsonNode document(int jobId) throws Exception {
        return lane.get(() -> connection.ask("GET", '/' + index(jobId) + "/_doc/" + jobId, Map.of(), null))
                .json()
                .path("_source");
    }
}
