package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.StubOpenSearch.Fault;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.opensearch.pilotlog.UnknownPilot;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Generated answers: whatever OpenSearch says, and whatever the look-up of the VO says, every request has exactly one
 * outcome, in its place, and it is the right one. {@code -Dopensearch.answers=10000} for the long form,
 * {@code -Dopensearch.seed} for a run again.
 */
@Timeout(1800)
class BulkAnswersTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_780_000_000_000L));
    private static final long SEED = Long.getLong("opensearch.seed", 20261123L);
    private static final int ANSWERS = Integer.getInteger("opensearch.answers", 100);
    private static final int FIRST_JOB = 1000;
    private static final int JOBS = 8;

    /** One update of one name: what the test needs to know of an event. */
    private record Update(IngestEvent event, int jobId, String name, String value) {

        boolean isPoisoned() {
            return name.equals(StubOpenSearch.POISON);
        }
    }

    private final Random random = new Random(SEED);
    private final Random lookUps = new Random(SEED + 2);
    private final Map<WriteOutcome.Kind, Integer> outcomes = new TreeMap<>();

    /** What each document has to hold: name and value of what was answered as stored, in the order of the events. */
    private final Map<Integer, Map<String, String>> expected = new TreeMap<>();

    private Vertx vertx;
    private TestLane lane;
    private StubOpenSearch stub;
    private OpenSearchStore store;
    private StoreWriter writer;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        lane = new TestLane(vertx);
        stub = new StubOpenSearch(StubOpenSearch.flawless());
        OpenSearchOptions options = new OpenSearchOptions(
                WriteMode.REPLACE, 2, 2, 200, UnknownPilot.STORE, false); // nearly every VO is looked up
        store = lane.get(() -> OpenSearchStore.open(
                OpenSearchPlaces.ofJobs(stub.settings()),
                Directories.ofJobs(this::vosOf),
                options,
                new LogCounters(),
                CLOCK));
        writer = store.newWriter();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        stub.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        if (lookUps.nextInt(10) == 0) {
            return Future.failedFuture(
                    new StoreException(new StoreFailure(Kind.TRANSIENT, "mysql", "2003", "away"), null));
        }
        Map<Integer, String> vos = new HashMap<>();
        jobIds.forEach(job -> vos.put(job, "LHCb"));
        return Future.succeededFuture(vos);
    }

    @Test
    void givesEveryRequestItsOutcomeWhateverIsAnswered() throws Exception {
        stub.follow(StubOpenSearch.random(new Random(SEED + 1)));

        while (stub.bulkBodies().size() < ANSWERS) {
            List<Update> open = batch();
            while (!open.isEmpty()) {
                open = offer(open);
            }
        }

        expected.forEach((job, parameters) -> {
            JsonNode document = stub.document(job);
            assertThat(document).as("job %d, %s", job, seed()).isNotNull();
            assertThat(document).as("job %d, %s", job, seed()).hasSize(parameters.size() + 2);
            parameters.forEach((name, value) -> assertThat(document.path(name).asText())
                    .as("%s of job %d, %s", name, job, seed())
                    .isEqualTo(value));
        });
        assertThat(stub.ids()).hasSameSizeAs(expected.keySet());
        assertThatEveryKindOfAnswerCameUp();
    }

    private void assertThatEveryKindOfAnswerCameUp() {
        String counts = stub.faults() + ", " + stub.itemStatuses() + ", " + outcomes;
        System.out.println("bulk answers: " + stub.bulkBodies().size() + ' ' + counts);
        int rounds = ANSWERS / (Fault.values().length + 10);
        for (Fault fault : Fault.values()) {
            assertThat(stub.faults().getOrDefault(fault, 0))
                    .as(fault + " of " + counts)
                    .isGreaterThanOrEqualTo(rounds);
        }
        assertThat(stub.itemStatuses()).containsOnlyKeys(200, 201, 400, 404, 408, 409, 413, 429, 500, 502, 503, 504);
        assertThat(outcomes)
                .containsOnlyKeys(
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.SUPERSEDED,
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.FAILED);
    }

    /** One to forty events of one to eight jobs, some of them bad. */
    private List<Update> batch() {
        List<Update> updates = new ArrayList<>();
        int jobs = 1 + random.nextInt(JOBS);
        for (int i = 1 + random.nextInt(40); i > 0; i--) {
            int job = FIRST_JOB + random.nextInt(jobs);
            int value = random.nextInt(1_000_000);
            updates.add(
                    switch (random.nextInt(36)) {
                        case 0 -> number(job, StubOpenSearch.POISON, value);
                        case 1, 2, 3 ->
                            new Update(Updates.heartbeat(job, "v" + value), job, "StandardOutput", "v" + value);
                        case 4, 5, 6 ->
                            new Update(Updates.statusApplied(job, "lhcb", "v" + value), job, "Status", "v" + value);
                        default -> number(job, "P" + random.nextInt(5), value);
                    });
        }
        return updates;
    }

    private static Update number(int job, String name, int value) {
        return new Update(Updates.number(job, name, value), job, name, Integer.toString(value));
    }

    /** Offers a batch as a lane does; what has to be offered again, in its order. */
    private List<Update> offer(List<Update> updates) throws Exception {
        List<WriteOutcome> answer;
        try {
            answer = lane.write(writer, updates.stream().map(Update::event).toArray(IngestEvent[]::new));
        } catch (StoreException e) {
            assertThat(e.failure().kind()).as(seed()).isNotEqualTo(Kind.FATAL);
            return updates;
        }
        assertThat(answer).as(seed()).hasSameSizeAs(updates);
        Map<String, Set<String>> held = new HashMap<>();
        List<Update> again = new ArrayList<>();
        Set<Integer> waiting = new HashSet<>();
        for (int i = 0; i < answer.size(); i++) {
            Update update = updates.get(i);
            String place = update.jobId() + "/" + update.name();
            WriteOutcome.Kind kind = answer.get(i).kind();
            outcomes.merge(kind, 1, Integer::sum);
            switch (kind) {
                case STORED, SUPERSEDED -> {
                    assertThat(update.isPoisoned())
                            .as("%s stored, %s", update, seed())
                            .isFalse();
                    assertThat(waiting).as("%s overtakes, %s", update, seed()).doesNotContain(update.jobId());
                    held.put(place, new HashSet<>(Set.of(update.value())));
                    expected.computeIfAbsent(update.jobId(), job -> new HashMap<>())
                            .put(update.name(), update.value());
                }
                case REJECTED ->
                    assertThat(update.isPoisoned())
                            .as("%s rejected, %s", update, seed())
                            .isTrue();
                case FAILED -> {
                    waiting.add(update.jobId());
                    held.computeIfPresent(place, (name, values) -> {
                        values.add(update.value()); // It may be there nevertheless, and will be written again.
                        return values;
                    });
                    again.add(update);
                }
                case ABSENT -> throw new AssertionError(answer.get(i) + ", " + seed());
            }
        }
        held.forEach((place, values) ->
                assertThat(values).as("%s, %s", place, seed()).contains(storedAt(place)));
        return again;
    }

    /** What the server has at {@code job/name} by now. */
    private String storedAt(String place) {
        int slash = place.indexOf('/');
        JsonNode document = stub.document(Integer.parseInt(place.substring(0, slash)));
        return document == null ? "" : document.path(place.substring(slash + 1)).asText();
    }

    private static String seed() {
        return "seed " + SEED;
    }
}
