package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.IntStream;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.event.ReasonCode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of pilots: every one has the right outcome, whatever the directory and two OpenSearches answer. */
@Timeout(60)
class PilotWriterTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_780_000_000_000L));

    private final Map<String, Pilot> pilots =
            new HashMap<>(Map.of("p7", new Pilot(7, "LHCb"), "p9", new Pilot(4_000_000_009L, "LHCb")));
    private final LogCounters counters = new LogCounters();
    private final List<Set<String>> lookUps = new ArrayList<>();
    private Kind failing; // null: the directory works
    private Vertx vertx;
    private TestLane lane;
    private StubOpenSearch jobs;
    private StubOpenSearch logs;
    private OpenSearchStore store;
    private StoreWriter writer;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        lane = new TestLane(vertx);
        jobs = new StubOpenSearch(StubOpenSearch.flawless());
        logs = new StubOpenSearch(StubOpenSearch.flawless());
        open(UnknownPilot.STORE, false);
    }

    private void open(UnknownPilot policy, boolean scrub) throws Exception {
        store = lane.get(() -> OpenSearchStore.open(
                new OpenSearchPlaces(jobs.settings(), jobs.settings(), logs.settings()),
                new Directories(this::vosOf, this::pilotsOf),
                new OpenSearchOptions(WriteMode.REPLACE, 10, 10, 200, policy, scrub),
                counters,
                CLOCK));
        writer = store.newWriter();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        jobs.close();
        logs.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        return Future.succeededFuture(Map.of(1, "LHCb"));
    }

    private Future<Map<String, Pilot>> pilotsOf(Set<String> stamps) {
        lookUps.add(stamps);
        if (failing != null) {
            return Future.failedFuture(new StoreException(new StoreFailure(failing, "mysql", "2003", "away"), null));
        }
        Map<String, Pilot> found = new HashMap<>(pilots);
        found.keySet().retainAll(stamps);
        return Future.succeededFuture(found);
    }

    @Test
    void sendsEachFamilyToItsDatabaseAndAnswersInTheOrderOfTheBatch() throws Exception {
        List<WriteOutcome> outcomes = lane.write(
                writer,
                LogEvents.log("p7", "LHCb", 0L, "first", "second"),
                Updates.number(1, "PayloadPID", 5),
                LogEvents.parameters("p9", Map.of("HostName", JsonTexts.of("wn1"))),
                LogEvents.log("gone", "LHCb", 0L, "lost"),
                LogEvents.parameters("p9", Map.of("Memory(MB)", JsonTexts.of(2000))),
                LogEvents.log("p9", "a*", 0L, "bad"),
                LogEvents.log("p9", "LHCb", 5L),
                Updates.number(404, "PayloadPID", 5));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.ABSENT,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.ABSENT);
        assertThat(((WriteOutcome.Rejected) outcomes.get(5)).reason()).isEqualTo(ReasonCode.BAD_VO);
        assertThat(((WriteOutcome.Absent) outcomes.get(3)).reason()).isEqualTo(ReasonCode.PILOT_NOT_FOUND);
        assertThat(jobs.ids())
                .containsExactlyInAnyOrder("job_parameters_lhcb_0m/1", "pilot_parameters_lhcb_4000m/4000000009");
        assertThat(jobs.documents("pilot_parameters_lhcb_4000m"))
                .hasToString("[{\"PilotID\":4000000009,\"PilotStamp\":\"p9\",\"timestamp\":1780000000000,"
                        + "\"HostName\":\"wn1\",\"Memory(MB)\":2000}]");
        assertThat(logs.ids()).hasSize(2).allMatch(id -> id.startsWith("pilot_logs_lhcb_0m/"));
        assertThat(lookUps).containsExactly(Set.of("p7", "p9", "gone")); // all of a batch at once
    }

    @Test
    void asksForAPilotThatIsKnownNoMoreAndForOneThatIsNotEachTime() throws Exception {
        for (int i = 0; i < 3; i++) {
            lane.write(writer, LogEvents.log("p7", "LHCb", (long) i, "m"), LogEvents.log("gone", "LHCb", 0L, "m"));
        }

        assertThat(lookUps).containsExactly(Set.of("p7", "gone"), Set.of("gone"), Set.of("gone"));
    }

    @ParameterizedTest
    @CsvSource({"STORE, STORED, 1", "REJECT, ABSENT, 0", "RETRY, FAILED, 0"})
    void followsThePolicyForUnknownPilotsWhenTheirTimeIsOver(UnknownPilot policy, WriteOutcome.Kind kind, int stored)
            throws Exception {
        store.close();
        open(policy, false);
        PilotLogEvent event = LogEvents.log("gone", "LHCb", 0L, "m");
        PilotLogEvent neighbour = LogEvents.log("p7", "LHCb", 0L, "m");

        assertThat(lane.write(writer, event, neighbour))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.ABSENT, WriteOutcome.Kind.STORED);
        List<WriteOutcome> overdue = lane.get(() -> writer.write(LogEvents.overdue(event, neighbour)));

        assertThat(overdue).extracting(WriteOutcome::kind).containsExactly(kind, WriteOutcome.Kind.SUPERSEDED);
        assertThat(logs.documents("pilot_logs_lhcb_-1m"))
                .hasSize(stored)
                .allMatch(line -> line.path("PilotID").asInt() == -1);
        assertThat(counters.linesOfUnknownPilots()).isEqualTo(stored);
        if (kind == WriteOutcome.Kind.FAILED) {
            assertThat(((WriteOutcome.Failed) overdue.get(0)).failure().kind()).isEqualTo(Kind.TRANSIENT);
        }
    }

    /** Whatever the policy: that a database is away says nothing about a pilot. */
    @ParameterizedTest
    @EnumSource
    void makesOnlyThoseWaitForADatabaseWhoNeedIt(UnknownPilot policy) throws Exception {
        store.close();
        open(policy, false);
        lane.write(writer, LogEvents.log("p7", "LHCb", 0L, "m"));
        failing = Kind.TRANSIENT;

        List<WriteOutcome> outcomes = lane.get(() -> writer.write(LogEvents.overdue(
                LogEvents.log("p7", "LHCb", 1L, "m"),
                LogEvents.log("p9", "LHCb", 0L, "m"),
                LogEvents.log("p9", "LHCb", 1L),
                LogEvents.log("p9", "A,b", 2L, "m"))));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.FAILED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.REJECTED);
        assertThat(((WriteOutcome.Failed) outcomes.get(1)).failure().kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(logs.ids()).hasSize(2);
    }

    @Test
    void endsWhereTheDatabaseRefusesTheLogin() {
        failing = Kind.FATAL;

        StoreException failure = catchThrowableOfType(
                StoreException.class, () -> lane.write(writer, LogEvents.log("p7", "LHCb", 0L, "m")));

        assertThat(failure.failure().kind()).isEqualTo(Kind.FATAL);
    }

    /** Two OpenSearches: what one does not take for now keeps nothing from the other. */
    @Test
    void doesNotMakeOneFamilyWaitForTheOther() throws Exception {
        logs.follow(StubOpenSearch.script(Fault.HTML_503, 200));

        List<WriteOutcome> outcomes =
                lane.write(writer, LogEvents.log("p7", "LHCb", 0L, "m"), Updates.number(1, "PayloadPID", 5));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.FAILED, WriteOutcome.Kind.STORED);
        StoreException alone = catchThrowableOfType(
                StoreException.class, () -> lane.write(writer, LogEvents.log("p7", "LHCb", 0L, "m")));
        assertThat(alone.failure().kind()).isEqualTo(Kind.TRANSIENT);
    }

    /** One that nobody has classified has to be taken apart. */
    @Test
    void failsTheBatchWhereNobodyKnowsWhoseFaultItIs() {
        logs.follow(StubOpenSearch.script(Fault.ONE_ITEM_LESS, 200));

        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> lane.write(writer, LogEvents.log("p7", "LHCb", 0L, "m"), Updates.number(1, "PayloadPID", 5)));

        assertThat(failure.failure().kind()).isEqualTo(Kind.UNCLASSIFIED);
    }

    @ParameterizedTest
    @CsvSource({"429, FAILED", "503, FAILED", "500, FAILED", "200, STORED"})
    void isStoredOnceAllItsLinesAre(int status, WriteOutcome.Kind kind) throws Exception {
        logs.follow(StubOpenSearch.script(Fault.SOME_ITEMS, status));
        PilotLogEvent event = LogEvents.log("p7", "LHCb", 0L, "a", "b", "c");

        assertThat(lane.write(writer, event)).extracting(WriteOutcome::kind).containsExactly(kind);

        logs.follow(StubOpenSearch.flawless());
        lane.write(writer, event);
        assertThat(lane.write(writer, event))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.SUPERSEDED);
        assertThat(logs.ids()).hasSize(3);
        assertThat(counters.repeatedMessages()).isEqualTo(kind == WriteOutcome.Kind.STORED ? 2 : 1);
    }

    /** Of the lines of one message each may be answered otherwise; whatever comes last, the gravest counts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void comesAgainForOneLineThatIsRefusedForNow(int refused) throws Exception {
        Iterator<Integer> statuses =
                IntStream.range(0, 6).mapToObj(i -> i == refused ? 429 : 200).iterator();
        logs.follow(new StubOpenSearch.Script() {
            @Override
            public Fault nextFault() {
                return Fault.SOME_ITEMS;
            }

            @Override
            public int nextStatus() {
                return statuses.next();
            }
        });
        PilotLogEvent event = LogEvents.log("p7", "LHCb", 0L, "a", "b", "c");
        PilotLogEvent neighbour = LogEvents.log("p7", "LHCb", 1L, "d", "e", "f");

        assertThat(lane.write(writer, event, neighbour))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.FAILED, WriteOutcome.Kind.STORED);
        logs.follow(StubOpenSearch.flawless());
        assertThat(lane.write(writer, event)).containsExactly(WriteOutcome.Stored.INSTANCE); // a third of it is new
        assertThat(logs.ids()).hasSize(6);
        assertThat(counters.lines()).isEqualTo(6);
    }

    @Test
    void rejectsAMessageForOneLineAndStoresItsOthersAndItsNeighbours() throws Exception {
        PilotLogEvent bad = LogEvents.log("p7", "LHCb", 0L, "a", "half \uD800 of a pair", "c", "\uDC00");

        List<WriteOutcome> outcomes = lane.write(writer, bad, LogEvents.log("p7", "LHCb", 1L, "d"));

        assertThat(outcomes.get(0)).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(((WriteOutcome.Rejected) outcomes.get(0)).reason()).isEqualTo(ReasonCode.UNENCODABLE);
        assertThat(((WriteOutcome.Rejected) outcomes.get(0)).detail()).startsWith("line 1 of 0 to 3: ");
        assertThat(outcomes.get(1)).isEqualTo(WriteOutcome.Stored.INSTANCE);
        assertThat(logs.documents("pilot_logs_lhcb_0m"))
                .extracting(line -> line.path("Message").asText())
                .containsExactlyInAnyOrder("a", "c", "d");
    }

    /** A request stays small whether a message has few long lines or many short ones. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 60_000})
    void cutsABatchIntoRequestsOfBoundedSize(int length) throws Exception {
        int count = Math.min(4_000, 4_000_000 / length);
        List<PilotLogLine> lines = IntStream.range(0, count)
                .mapToObj(i -> new PilotLogLine(LogEvents.START_MICROS, "INFO", "x".repeat(length), "P", false))
                .toList();

        assertThat(lane.write(
                        writer, LogEvents.of("a", "p7", "LHCb", 0L, lines), LogEvents.of("b", "p7", "LHCb", 1L, lines)))
                .containsOnly(WriteOutcome.Stored.INSTANCE);

        assertThat(logs.ids()).hasSize(2 * count);
        assertThat(logs.bulkBodies()).hasSizeGreaterThan(1).allMatch(body -> body.length() < 2 << 20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blacksOutSecretsOnlyWhereItIsToldTo(boolean scrub) throws Exception {
        store.close();
        open(UnknownPilot.STORE, scrub);

        lane.write(writer, LogEvents.log("p7", "LHCb", 0L, "Bearer 0123456789", "fine"));

        List<JsonNode> stored = logs.documents("pilot_logs_lhcb_0m");
        assertThat(stored)
                .extracting(line -> line.path("Message").asText())
                .containsExactlyInAnyOrder(scrub ? "Bearer ***" : "Bearer 0123456789", "fine");
    }
}
