package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.StubOpenSearch.Fault;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
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
import org.junit.jupiter.params.provider.EnumSource;

/** Where a job's VO is not known, only what needs it waits; where it changes, documents follow it. */
@Timeout(60)
class VoLookUpTest {

    private static final Map<String, JsonText> NOTHING = Map.of();

    private final AtomicInteger lookUps = new AtomicInteger();
    private final AtomicLong nowMs = new AtomicLong(1_780_000_000_000L);
    private final Map<Integer, String> jobs = new HashMap<>(Map.of(7, "LHCb", 8, "LHCb", 9, "LHCb"));
    private Kind failing; // null: the directory works
    private long lookUpTakesMs;
    private Promise<Map<Integer, String>> aside; // null: every look-up is answered at once
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
                () -> Instant.ofEpochMilli(nowMs.get())));
        writer = store.newWriter();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        stub.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        boolean isFirst = lookUps.incrementAndGet() == 1;
        if (!isFirst && aside != null) {
            return aside.future();
        }
        nowMs.addAndGet(lookUpTakesMs);
        if (failing != null) {
            return Future.failedFuture(new StoreException(new StoreFailure(failing, "mysql", "2003", "away"), null));
        }
        Map<Integer, String> vos = new HashMap<>(jobs);
        vos.keySet().retainAll(jobIds);
        return Future.succeededFuture(vos);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "UNCLASSIFIED"})
    void failsOnlyTheRequestsThatNeedTheLookUpThatFailed(Kind kind) throws Exception {
        lane.write(writer, Updates.number(7, "A", 1)); // now its VO is known
        failing = kind;

        List<WriteOutcome> outcomes = lane.write(
                writer,
                Updates.number(7, "A", 2),
                Updates.number(8, "A", 2),
                Updates.statusApplied(9, "lhcb", "Done"),
                Updates.heartbeat(8, null),
                Updates.text(8, "B", "b"));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.FAILED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.FAILED);
        assertThat(((WriteOutcome.Failed) outcomes.get(1)).failure())
                .matches(failure ->
                        failure.kind() == Kind.TRANSIENT && failure.code().equals("2003"));
        assertThat(stub.document(7).path("A").asInt()).isEqualTo(2);
        assertThat(stub.document(8)).isNull();

        failing = null;
        lane.write(writer, Updates.number(8, "A", 2), Updates.text(8, "B", "b"));
        assertThat(stub.document(8).path("B").asText()).isEqualTo("b");
    }

    /** So that nothing of a job overtakes what came before it, and the feed alone keeps documents coming. */
    @Test
    void letsAnAppliedStatusTellTheVoToWhatComesBeforeAndAfterIt() throws Exception {
        failing = Kind.TRANSIENT;

        assertThat(lane.write(
                        writer,
                        Updates.number(8, "A", 1),
                        Updates.statusApplied(8, "lhcb", null),
                        Updates.number(8, "B", 1)))
                .containsOnly(WriteOutcome.Stored.INSTANCE);
        assertThat(lane.write(writer, Updates.number(8, "C", 1))).containsOnly(WriteOutcome.Stored.INSTANCE);

        assertThat(lookUps).hasValue(0);
        assertThat(stub.document(8)).hasSize(2 + 3);
    }

    @Test
    void failsTheBatchWhereOnlyAnOperatorCanMendTheLookUp() throws Exception {
        failing = Kind.FATAL;

        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> lane.write(writer, Updates.statusApplied(7, "lhcb", "Done"), Updates.number(8, "A", 1)));

        assertThat(failure.failure().kind()).isEqualTo(Kind.FATAL);
        assertThat(failure.failure().store()).isEqualTo("mysql");
    }

    @Test
    void waitsNoMoreForADirectoryThatFailsSlowlyUntilItAnswers() throws Exception {
        failing = Kind.TRANSIENT;
        lookUpTakesMs = 60_000;
        aside = Promise.promise();
        lane.write(writer, Updates.number(8, "A", 1));

        for (int i = 0; i < 4; i++) {
            assertThat(lane.write(writer, Updates.number(8, "A", 1)).get(0).kind())
                    .isEqualTo(WriteOutcome.Kind.FAILED);
        }
        assertThat(lookUps).hasValue(2); // one that was waited for, one aside

        lane.get(() -> {
            aside.complete(Map.of(8, "LHCb"));
            return aside.future();
        });
        assertThat(lane.write(writer, Updates.number(8, "A", 1))).containsOnly(WriteOutcome.Stored.INSTANCE);
        assertThat(lookUps).hasValue(2); // what it told aside is known
    }

    @Test
    void asksAgainAtOnceWhereTheRefusalCameAtOnce() throws Exception {
        failing = Kind.TRANSIENT;
        lane.write(writer, Updates.number(8, "A", 1));
        lane.write(writer, Updates.number(8, "A", 1));

        assertThat(lookUps).hasValue(2);
    }

    @Test
    void followsAJobToItsNewVo() throws Exception {
        lane.write(
                writer,
                Updates.number(7, "A", 1),
                Updates.newVo(7, "dteam", Map.of("B", JsonTexts.of(1))),
                Updates.number(7, "C", 1));
        lane.write(writer, Updates.number(7, "D", 1));

        assertThat(stub.document("lhcb", 7)).hasSize(2 + 1);
        assertThat(stub.document("lhcb", 7).has("A")).isTrue();
        assertThat(stub.document("dteam", 7)).hasSize(2 + 3);
        assertThat(lookUps).hasValue(1);
    }

    /** The cut of the batches must not matter, and the look-up may still give the old VO. */
    @Test
    void followsAJobThatChangesItsVoAndNothingElse() throws Exception {
        lane.write(writer, Updates.newVo(7, "dteam", NOTHING));
        lane.write(writer, Updates.number(7, "A", 1));

        assertThat(stub.document("lhcb", 7)).isNull();
        assertThat(stub.document("dteam", 7)).hasSize(2 + 1);
    }

    @Test
    void doesNotRememberAChangeThatWasNotWritten() throws Exception {
        stub.follow(StubOpenSearch.script(Fault.SOME_ITEMS, 429));
        assertThat(lane.write(
                        writer,
                        Updates.number(7, "A", 1),
                        Updates.newVo(7, "dteam", Map.of("B", JsonTexts.of(1))),
                        Updates.number(7, "C", 1)))
                .hasSize(3)
                .allMatch(outcome -> outcome.kind() == WriteOutcome.Kind.FAILED);
        stub.follow(StubOpenSearch.flawless());

        lane.write(writer, Updates.number(7, "A", 1), Updates.newVo(7, "dteam", Map.of("B", JsonTexts.of(1))));

        assertThat(stub.document("lhcb", 7).has("A")).isTrue();
        assertThat(stub.document("dteam", 7).has("B")).isTrue();
        assertThat(stub.document("dteam", 7).has("C")).isFalse();
    }

    @Test
    void takesAChangeForNoProofThatTheJobExists() throws Exception {
        assertThat(lane.write(
                        writer,
                        Updates.newVo(404, "dteam", NOTHING),
                        Updates.newVo(404, "dteam", Map.of("A", JsonTexts.of(1)))))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.STORED, WriteOutcome.Kind.ABSENT);
        assertThat(lane.write(writer, Updates.number(404, "A", 1)).get(0).kind())
                .isEqualTo(WriteOutcome.Kind.ABSENT);
        assertThat(stub.ids()).isEmpty();
    }

    @Test
    void takesTheWordOfAnEventThatIsTrusted() throws Exception {
        assertThat(lane.write(
                        writer,
                        Updates.told(7, "Dteam", Map.of("A", JsonTexts.of(1))),
                        Updates.told(8, "a/b", Map.of("A", JsonTexts.of(1))),
                        Updates.number(8, "B", 1)))
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.STORED, WriteOutcome.Kind.REJECTED, WriteOutcome.Kind.STORED);

        assertThat(stub.document("dteam", 7).has("A")).isTrue();
        assertThat(stub.document("lhcb", 8).has("A")).isFalse();
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void rejectsWhatGoesToAVoThatNoIndexCanHave() throws Exception {
        List<WriteOutcome> outcomes = lane.write(
                writer,
                Updates.statusApplied(7, "a/b", "Done"),
                Updates.statusApplied(7, "a/b", null),
                Updates.number(7, "A", 1),
                Updates.newVo(8, "c/d", NOTHING),
                Updates.number(8, "A", 1));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(
                        WriteOutcome.Kind.REJECTED,
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.STORED, // what is told badly is not believed
                        WriteOutcome.Kind.STORED,
                        WriteOutcome.Kind.REJECTED);
        assertThat(((WriteOutcome.Rejected) outcomes.get(0)).reason()).isEqualTo(ReasonCode.BAD_VO);
        assertThat(((WriteOutcome.Rejected) outcomes.get(4)).reason()).isEqualTo(ReasonCode.BAD_VO);
    }
}
