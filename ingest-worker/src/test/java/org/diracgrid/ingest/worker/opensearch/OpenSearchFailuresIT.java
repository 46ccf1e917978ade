package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@link OpenSearchFailuresTest} says of an answer holds where the answer comes from: something is done to the node under
 * a running writer, the batch fails with this status and this fate and leaves nothing behind, what was done is undone, and the
 * same writer stores the batch.
 */
@ExtendWith(DevStackExtension.class)
class OpenSearchFailuresIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger TESTS = new AtomicInteger();

    private static final int JOB = 7;
    /** In an index that is not there yet. */
    private static final int NEW_JOB = 5_000_007;

    private final String vo = "failures" + TESTS.incrementAndGet();
    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private OpenSearchConnection connection;
    private OpenSearchStore store;
    private StoreWriter writer;

    @BeforeEach
    void open(DevStack stack) throws Exception {
        OpenSearchSettings settings =
                OpenSearchSettings.parse("{\"hosts\":\"" + stack.openSearchUrl() + "\",\"timeout\":30}");
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_780_000_000_000L));
        connection = OpenSearchConnection.open(settings);
        lane.get(() -> new JobParametersDb(connection, clock).createIndexTemplate());
        store = lane.get(() -> OpenSearchStore.open(
                OpenSearchPlaces.ofJobs(settings),
                Directories.ofJobs(this::vosOf),
                OpenSearchOptions.DEFAULTS,
                new LogCounters(),
                clock));
        writer = store.newWriter();
        assertThat(answers(Updates.number(JOB, "PayloadPID", 1), Updates.number(JOB, "AFreeName", 1)))
                .containsOnly("STORED");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        connection.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Requests are separated by {@code " / "}; {i} is the index that the document is in. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "TRANSIENT 403; PUT {i}/_settings {'index.blocks.read_only':true};  PUT {i}/_settings {'index.blocks.read_only':null}",
                "TRANSIENT 403; PUT {i}/_settings {'index.blocks.write':true};      PUT {i}/_settings {'index.blocks.write':null}",
                // What a node does that runs out of disk.
                "TRANSIENT 429; PUT {i}/_settings {'index.blocks.read_only_allow_delete':true};"
                        + " PUT {i}/_settings {'index.blocks.read_only_allow_delete':null}",
                "TRANSIENT 403; PUT /_cluster/settings {'persistent':{'cluster.blocks.read_only':true}};"
                        + " PUT /_cluster/settings {'persistent':{'cluster.blocks.read_only':null}}",
                "TRANSIENT 400; POST {i}/_close; POST {i}/_open",
                "TRANSIENT 429; PUT /_cluster/settings {'persistent':{'network.breaker.inflight_requests.limit':'10b'}};"
                        + " PUT /_cluster/settings {'persistent':{'network.breaker.inflight_requests.limit':null}}",
                "TRANSIENT 429; PUT /_cluster/settings {'persistent':{'indices.breaker.total.limit':'1kb'}};"
                        + " PUT /_cluster/settings {'persistent':{'indices.breaker.total.limit':null}}",
            })
    void storesWhenWhatWasDoneIsUndone(String failure, String done, String undone) throws Exception {
        JsonNode before = document(JOB);
        try {
            run(done);

            assertThat(answers(Updates.number(JOB, "PayloadPID", 2), Updates.text(JOB, "AnotherFreeName", "x")))
                    .containsOnly(failure);
        } finally {
            run(undone);
        }
        assertThat(document(JOB)).isEqualTo(before);
        assertThat(answers(Updates.number(JOB, "PayloadPID", 2), Updates.text(JOB, "AnotherFreeName", "x")))
                .containsOnly("STORED");
        assertThat(document(JOB).path("PayloadPID").asInt()).isEqualTo(2);
    }

    /** The document's index has yet to be made, by the writer itself or, where it was deleted, by the server. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "TRANSIENT 400; PUT /_cluster/settings {'persistent':{'cluster.max_shards_per_node':1}};"
                        + " PUT /_cluster/settings {'persistent':{'cluster.max_shards_per_node':null}}",
                "TRANSIENT 403; PUT /_cluster/settings {'persistent':{'cluster.blocks.read_only':true}};"
                        + " PUT /_cluster/settings {'persistent':{'cluster.blocks.read_only':null}}",
            })
    void storesWhenItMayMakeTheIndex(String failure, String done, String undone) throws Exception {
        IngestEvent event = Updates.metadata(NEW_JOB, manyNames());
        try {
            run(done);

            assertThat(answers(event)).containsExactly(failure);
        } finally {
            run(undone);
        }
        assertThat(answers(event)).containsExactly("STORED");
    }

    /** More than become fields, so that the writer has the index made before it uses it. */
    private static Map<String, JsonText> manyNames() {
        Map<String, JsonText> names = new HashMap<>();
        for (int i = 0; i <= OpenSearchOptions.DEFAULTS.freeNamesMax(); i++) {
            names.put("Name" + i, JsonTexts.of(i));
        }
        return names;
    }

    @Test
    void isFatalWhereNoIndexIsMadeAutomatically() throws Exception {
        try {
            run("PUT /_cluster/settings {'persistent':{'action.auto_create_index':'false'}} / DELETE {i}");

            assertThat(answers(Updates.number(JOB, "PayloadPID", 2))).containsExactly("FATAL 404");
        } finally {
            run("PUT /_cluster/settings {'persistent':{'action.auto_create_index':null}}");
        }
        assertThat(answers(Updates.number(JOB, "PayloadPID", 2))).containsExactly("STORED");
    }

    /** What is wrong with a document is not tried again, and takes none of its neighbours with it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "PayloadPID; no number; GET /; GET /", // mapper_parsing_exception
                "GridCE;     {32767};   GET /; GET /", // an immense term
                "NewestName; x;         PUT {i}/_settings {'index.mapping.total_fields.limit':5};"
                        + " PUT {i}/_settings {'index.mapping.total_fields.limit':1000}",
                "NewestName; x;         PUT {i}/_mapping {'dynamic':'strict'}; PUT {i}/_mapping {'dynamic':true}",
            })
    void rejectsWhatIsTheDocumentsFault(String name, String value, String done, String undone) throws Exception {
        String text = value.equals("{32767}") ? "x".repeat(32_767) : value;
        try {
            run(done);

            assertThat(answers(
                            Updates.number(JOB, "PayloadPID", 2),
                            Updates.text(JOB, name, text),
                            Updates.text(JOB, "HostName", "h")))
                    .containsExactly("STORED", "REJECTED OS_REJECTED_DOCUMENT", "STORED");
        } finally {
            run(undone);
        }
        assertThat(document(JOB).path("PayloadPID").asInt()).isEqualTo(2);
        assertThat(document(JOB).path("HostName").asText()).isEqualTo("h");
        assertThat(answers(Updates.text(JOB, "HostName", "other"))).containsExactly("STORED");
    }

    /** Two workers on one document: what conflicts is at most tried again, and nothing of either is lost. */
    @Test
    void losesNothingToAConflict() throws Exception {
        StoreWriter other = store.newWriter();
        TestLane otherLane = new TestLane(vertx);
        for (int round = 0; round < 100; round++) {
            IngestEvent ours = Updates.number(JOB, "PayloadPID", round);
            IngestEvent theirs = Updates.text(JOB, "HostName", "h" + round);
            Future<List<WriteOutcome>> mine = lane.call(() -> writer.write(Updates.batch(ours)));
            Future<List<WriteOutcome>> others = otherLane.call(() -> other.write(Updates.batch(theirs)));
            Future.join(mine, others).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            for (WriteOutcome outcome :
                    List.of(mine.result().get(0), others.result().get(0))) {
                assertThat(text(outcome)).isIn("STORED", "TRANSIENT 409");
            }
            if (mine.result().get(0).kind() == WriteOutcome.Kind.STORED) {
                assertThat(document(JOB).path("PayloadPID").asInt()).isEqualTo(round);
            }
            if (others.result().get(0).kind() == WriteOutcome.Kind.STORED) {
                assertThat(document(JOB).path("HostName").asText()).isEqualTo("h" + round);
            }
        }
    }

    @Test
    void storesWhenTheNodeIsBack(DevStack stack) throws Exception {
        stack.kill(Part.OPENSEARCH);
        assertThat(answers(Updates.number(JOB, "PayloadPID", 2))).containsExactly("TRANSIENT CONNECTION");

        stack.openSearchUrl(); // Starts it again.

        List<String> answers = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            answers.addAll(answers(Updates.number(JOB, "PayloadPID", 2)));
            return answers.get(answers.size() - 1).equals("STORED");
        });
        assertThat(answers.subList(0, answers.size() - 1)).allMatch(answer -> answer.startsWith("TRANSIENT "));
        assertThat(document(JOB).path("PayloadPID").asInt()).isEqualTo(2);
    }

    private void run(String requests) throws Exception {
        for (String request : requests.split(" / ")) {
            String[] words = request.split(" ", 3);
            Object body = words.length < 3 ? null : JSON.readTree(words[2].replace('\'', '"'));
            RestAnswer answer =
                    lane.get(() -> connection.ask(words[0], words[1].replace("{i}", '/' + index(JOB)), Map.of(), body));
            assertThat(answer.isSuccess()).as(request + ": " + answer).isTrue();
        }
    }

    /** One text per event: its outcome, with kind and code where it failed. */
    private List<String> answers(IngestEvent... events) throws Exception {
        try {
            return lane.write(writer, events).stream()
                    .map(OpenSearchFailuresIT::text)
                    .toList();
        } catch (StoreException e) {
            return List.of(text(e.failure()));
        }
    }

    private static String text(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Failed failed) {
            return text(failed.failure());
        }
        return outcome instanceof WriteOutcome.Rejected rejected
                ? "REJECTED " + rejected.reason()
                : outcome.kind().name();
    }

    private static String text(StoreFailure failure) {
        return failure.kind() + " " + failure.code();
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
