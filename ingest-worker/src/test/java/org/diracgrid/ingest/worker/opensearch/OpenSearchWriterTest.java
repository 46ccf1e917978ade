package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.StubOpenSearch.Fault;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever OpenSearch answers, every request has one outcome, in its place, and it is the right one. */
@Timeout(300)
class OpenSearchWriterTest {

    private static final long NOW_MS = 1_780_000_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW_MS));
    private static final int ABSENT_JOB = 404;
    private static final int BAD_VO_JOB = 405;

    private final AtomicInteger lookUps = new AtomicInteger();
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
        store = lane.get(() -> OpenSearchStore.open(
                OpenSearchPlaces.ofJobs(stub.settings()),
                Directories.ofJobs(this::vosOf),
                OpenSearchOptions.DEFAULTS,
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
        lookUps.incrementAndGet();
        Map<Integer, String> vos = new HashMap<>();
        jobIds.stream().filter(id -> id != ABSENT_JOB).forEach(id -> vos.put(id, id == BAD_VO_JOB ? "a/b" : "LHCb"));
        return Future.succeededFuture(vos);
    }

    @Test
    void mergesAllUpdatesOfAJobIntoOne() throws Exception {
        List<WriteOutcome> outcomes = lane.write(
                writer,
                Updates.text(7, "HostName", "a"),
                Updates.heartbeat(7, "output"),
                Updates.number(8, "PayloadPID", 5),
                Updates.statusApplied(7, "lhcb", "Done"),
                Updates.text(7, "HostName", "b"));

        assertThat(outcomes).hasSize(5).allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.STORED);
        assertThat(stub.bulkBodies()).hasSize(1);
        assertThat(stub.bulkBodies().get(0).lines())
                .containsExactly(
                        "{\"update\":{\"_id\":\"7\",\"_index\":\"job_parameters_lhcb_0m\",\"retry_on_conflict\":10}}",
                        "{\"doc_as_upsert\":true,\"doc\":{\"JobID\":7,\"timestamp\":" + NOW_MS
                                + ",\"HostName\":\"b\",\"StandardOutput\":\"output\",\"Status\":\"Done\"}}",
                        "{\"update\":{\"_id\":\"8\",\"_index\":\"job_parameters_lhcb_0m\",\"retry_on_conflict\":10}}",
                        "{\"doc_as_upsert\":true,\"doc\":{\"JobID\":8,\"timestamp\":" + NOW_MS + ",\"PayloadPID\":5}}");
    }

    @Test
    void letsTheTimestampOfAnEventReplaceTheCurrentTime() throws Exception {
        lane.write(writer, Updates.text(7, "timestamp", "2026-06-01T12:00:10.000000+00:00"));

        assertThat(stub.document(7).path("timestamp").asText()).isEqualTo("2026-06-01T12:00:10.000000+00:00");
    }

    @Test
    void answersEventsWithoutParametersAtOnce() throws Exception {
        assertThat(lane.write(writer, Updates.heartbeat(7, null), Updates.metadata(7, Map.of())))
                .containsExactly(WriteOutcome.Stored.INSTANCE, WriteOutcome.Stored.INSTANCE);
        assertThat(stub.bulkBodies()).isEmpty();
    }

    @Test
    void asksForAJobsVoOnceAndForAnUnknownJobAgain() throws Exception {
        lane.write(writer, Updates.number(7, "A", 1), Updates.number(8, "A", 1));
        lane.write(writer, Updates.number(7, "A", 2), Updates.statusApplied(9, "lhcb", "Done"));
        assertThat(lookUps).hasValue(1);

        assertThat(lane.write(writer, Updates.number(ABSENT_JOB, "A", 1), Updates.number(7, "A", 3)))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.ABSENT, WriteOutcome.Kind.STORED);
        lane.write(writer, Updates.number(ABSENT_JOB, "A", 1));
        assertThat(lookUps).hasValue(3);
    }

    @Test
    void rejectsAVoThatNoIndexCanHave() throws Exception {
        List<WriteOutcome> outcomes = lane.write(writer, Updates.number(7, "A", 1), Updates.number(BAD_VO_JOB, "A", 1));

        assertThat(outcomes.get(0).kind()).isEqualTo(WriteOutcome.Kind.STORED);
        assertThat(((WriteOutcome.Rejected) outcomes.get(1)).reason()).isEqualTo(ReasonCode.BAD_VO);
    }

    @Test
    void rejectsOnlyTheRequestsThatAreToBlame() throws Exception {
        List<IngestEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(Updates.number(7, i == 3 || i == 4 || i == 19 ? StubOpenSearch.POISON : "P" + i, i));
        }
        events.add(Updates.number(8, StubOpenSearch.POISON, 1));
        events.add(Updates.number(9, "A", 1));

        List<WriteOutcome> outcomes = lane.write(writer, events.toArray(IngestEvent[]::new));

        for (int i = 0; i < outcomes.size(); i++) {
            boolean guilty = i == 3 || i == 4 || i == 19 || i == 20;
            assertThat(outcomes.get(i).kind())
                    .as("request %d", i)
                    .isEqualTo(guilty ? WriteOutcome.Kind.REJECTED : WriteOutcome.Kind.STORED);
        }
        assertThat(((WriteOutcome.Rejected) outcomes.get(20)).reason()).isEqualTo(ReasonCode.OS_REJECTED_DOCUMENT);
        assertThat(stub.document(7).size()).isEqualTo(17 + 2);
        assertThat(stub.document(8)).isNull();
    }

    @Test
    void letsNoLaterPartOvertakeOneThatFailed() throws Exception {
        Iterator<Fault> faults = List.of(Fault.NONE, Fault.SOME_ITEMS).iterator();
        stub.follow(new StubOpenSearch.Script() {
            @Override
            public Fault nextFault() {
                return faults.hasNext() ? faults.next() : Fault.NONE;
            }

            @Override
            public int nextStatus() {
                return 429;
            }
        });

        List<WriteOutcome> outcomes = lane.write(
                writer,
                Updates.number(7, "A", 1),
                Updates.number(7, "B", 1),
                Updates.number(7, StubOpenSearch.POISON, 1),
                Updates.number(7, "A", 2));

        assertThat(outcomes).hasSize(4).allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.FAILED);
        assertThat(stub.document(7)).isNull();
    }

    @Test
    void rejectsATextThatIsNotUnicodeAlone() throws Exception {
        List<WriteOutcome> outcomes = lane.write(
                writer, Updates.number(7, "A", 1), Updates.heartbeat(7, "\uDC00"), Updates.number(7, "B", 2));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.STORED, WriteOutcome.Kind.REJECTED, WriteOutcome.Kind.STORED);
        assertThat(((WriteOutcome.Rejected) outcomes.get(1)).reason()).isEqualTo(ReasonCode.UNENCODABLE);
    }

    @ParameterizedTest
    @CsvSource({"429, TRANSIENT", "409, TRANSIENT", "503, TRANSIENT", "500, UNCLASSIFIED", "401, FATAL", "403, FATAL"})
    void failsEachRequestOfAnItemThatFailed(int status, Kind kind) throws Exception {
        stub.follow(StubOpenSearch.script(Fault.SOME_ITEMS, status));

        List<WriteOutcome> outcomes = lane.write(writer, Updates.number(7, "A", 1), Updates.number(7, "B", 1));

        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(
                                ((WriteOutcome.Failed) outcome).failure().kind())
                        .isEqualTo(kind));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "SOME_ITEMS"})
    void failsTheWholeBatchWhereNothingIsKnown(Fault fault) {
        stub.follow(StubOpenSearch.script(fault, 200));

        StoreException failure = catchThrowableOfType(
                StoreException.class, () -> lane.write(writer, Updates.number(7, "A", 1), Updates.number(8, "A", 1)));

        Kind kind =
                switch (fault) {
                    case ONE_ITEM_LESS, ONE_ITEM_MORE, SWAPPED_ITEMS -> Kind.UNCLASSIFIED;
                    default -> Kind.TRANSIENT;
                };
        assertThat(failure.failure().kind()).as(failure.toString()).isEqualTo(kind);
    }

    @Test
    void worksAgainOnceOpenSearchDoes() throws Exception {
        for (Fault fault : Fault.values()) {
            stub.follow(StubOpenSearch.script(fault, 429));
            try {
                lane.write(writer, Updates.number(7, "A", 1));
            } catch (StoreException expected) {
                assertThat(expected.failure().kind()).isNotEqualTo(Kind.FATAL);
            }
            stub.follow(StubOpenSearch.flawless());
            assertThat(lane.write(writer, Updates.text(7, "After", fault.name())))
                    .containsExactly(WriteOutcome.Stored.INSTANCE);
            assertThat(stub.document(7).path("After").asText()).isEqualTo(fault.name());
        }
    }
}
