package org.diracgrid.ingest.worker.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreFailure.Kind;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.junit.jupiter.api.Test;

/**
 * A store that is down gets nothing but pings; one batch of one lane proves that it is up; then all lanes go on at once. What
 * is wrong with a batch and not with the store closes nothing.
 */
class StoreGuardTest {

    private static final BreakerLimits LIMITS = new BreakerLimits(3, 5_000, 1_000, 8);

    private long nowMs = 1_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
    private final List<BreakerState> changes = new ArrayList<>();
    private final Deque<Promise<Void>> pings = new ArrayDeque<>();
    private final List<Long> pingTimes = new ArrayList<>();
    private StoreGuard guard = guard(LIMITS);

    @Test
    void opensAfterFailuresInARowOfWhateverLane() {
        TestLane one = new TestLane();
        TestLane other = new TestLane();

        one.write().fail(Kind.TRANSIENT);
        other.write().fail(Kind.TRANSIENT);
        assertThat(guard.breaker()).isEqualTo(BreakerState.CLOSED);
        one.write().fail(Kind.TRANSIENT);

        assertThat(guard.breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void staysClosedWhileWritesAreAnsweredInBetween() {
        TestLane failing = new TestLane();
        TestLane working = new TestLane();

        for (int i = 0; i < 20; i++) {
            failing.write().fail(Kind.TRANSIENT);
            failing.write().fail(Kind.TRANSIENT);
            working.write().store();
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void aBatchWhoseRequestsAllFailForNowCountsAsAFailureAndAnyOtherAsAnAnswer() {
        TestLane lane = new TestLane();
        WriteOutcome busy = failed("memory", Kind.TRANSIENT);

        lane.write().answer(List.of(busy, busy));
        lane.write().answer(List.of(busy, busy));
        lane.write().answer(List.of(busy, WriteOutcome.Stored.INSTANCE));
        lane.write().answer(List.of(busy, busy));
        lane.write().answer(List.of(busy, busy));
        assertThat(guard.breaker()).isEqualTo(BreakerState.CLOSED);
        lane.write().answer(List.of(busy, busy));

        assertThat(guard.breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void oneSlowFailureIsEnoughIfNothingWasAnsweredMeanwhile() {
        TestLane first = new TestLane();
        TestLane last = new TestLane();
        TestLane working = new TestLane();

        first.begin();
        working.write().store();
        pass(1);
        last.begin();
        pass(6_000);
        first.fail(Kind.TRANSIENT);
        assertThat(guard.breaker()).as("another was answered meanwhile").isEqualTo(BreakerState.CLOSED);
        last.fail(Kind.TRANSIENT);

        assertThat(guard.breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void slowAnswersOpenNothing() {
        TestLane lane = new TestLane();

        for (int i = 0; i < 20; i++) {
            lane.begin();
            pass(100_000);
            lane.store();
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void sendsNothingButPingsWhileItIsOpen() {
        List<TestLane> lanes = lanesInAnOutage(4);

        for (int second = 0; second < 60; second++) {
            pass(1_000);
            failPing();
        }

        assertThat(lanes).allSatisfy(lane -> assertThat(lane.isWriting()).isFalse());
        assertThat(pingTimes).hasSizeBetween(58, 62);
        for (int i = 1; i < pingTimes.size(); i++) {
            assertThat(pingTimes.get(i) - pingTimes.get(i - 1)).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void aPingThatIsNeverAnsweredIsFollowedByAnother() {
        lanesInAnOutage(2);

        pass(10_000);

        assertThat(pings).hasSizeBetween(4, 6);
        assertThat(guard.breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void oneBatchIsTheProofAndThenAllLanesGoOnAtOnce() {
        List<TestLane> lanes = lanesInAnOutage(4);
        pass(1_000);

        answerPing();
        assertThat(guard.breaker()).isEqualTo(BreakerState.HALF_OPEN);
        pass(10_000);
        List<TestLane> proofs = lanes.stream().filter(TestLane::isWriting).toList();
        assertThat(proofs).hasSize(1);
        proofs.get(0).store();
        runTasks();

        assertThat(guard.breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(lanes.stream().filter(TestLane::isWriting))
                .as("without any time passing")
                .hasSize(3);
        assertThat(changes).containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
    }

    @Test
    void aProofThatFailsOpensAgainAndTheNextPingIsNotHurried() {
        List<TestLane> lanes = lanesInAnOutage(4);
        answerPing();

        writing(lanes).fail(Kind.TRANSIENT);
        runTasks();
        assertThat(guard.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(pings).as("within a second of the last one").isEmpty();
        pass(1_000);
        answerPing();
        writing(lanes).store();

        assertThat(guard.breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void poisonOpensNothingAndIsNoProof() {
        TestLane lane = new TestLane();
        for (int i = 0; i < 20; i++) {
            lane.write().fail(Kind.UNCLASSIFIED);
        }
        assertThat(changes).isEmpty();

        List<TestLane> lanes = lanesInAnOutage(2);
        pass(1_000);
        answerPing();
        writing(lanes).fail(Kind.UNCLASSIFIED);
        runTasks();
        assertThat(guard.breaker()).as("says nothing").isEqualTo(BreakerState.HALF_OPEN);
        writing(lanes).store();

        assertThat(guard.breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void whatFailsElsewhereOpensNothingAndKeepsNothingOpen() {
        TestLane lane = new TestLane();
        for (int i = 0; i < 20; i++) {
            lane.write().answer(List.of(failed("mysql", Kind.TRANSIENT)));
        }
        assertThat(changes).isEmpty();

        List<TestLane> lanes = lanesInAnOutage(2);
        pass(1_000);
        answerPing();
        writing(lanes).answer(List.of(failed("mysql", Kind.TRANSIENT)));

        assertThat(guard.breaker()).as("the ping's word stands").isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aFatalFailurePassesAndAlsoFromAStoreThatRefusesThePing() {
        TestLane lane = new TestLane();
        lane.write().fail(Kind.FATAL);
        assertThat(lane.failureKind()).isEqualTo(Kind.FATAL);

        List<TestLane> lanes = lanesInAnOutage(1);
        pings.removeFirst().fail(failure("memory", Kind.FATAL));
        runTasks();
        writing(lanes).fail(Kind.FATAL);

        assertThat(lanes.get(0).failureKind()).isEqualTo(Kind.FATAL);
    }

    @Test
    void aWriteOfBeforeCountsOnlyIfItIsAnswered() {
        TestLane stuck = new TestLane();
        TestLane slow = new TestLane();
        stuck.begin();
        slow.begin();
        List<TestLane> lanes = lanesInAnOutage(2);

        slow.store();
        assertThat(guard.breaker()).as("as good as a ping").isEqualTo(BreakerState.HALF_OPEN);
        runTasks();
        stuck.fail(Kind.TRANSIENT);
        assertThat(guard.breaker()).as("says nothing of now").isEqualTo(BreakerState.HALF_OPEN);
        writing(lanes).store();

        assertThat(guard.breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aLaneInAHurryGetsItsBatchBackAtOnceAndAnotherGoesOnPinging() {
        List<TestLane> lanes = lanesInAnOutage(2);
        TestLane hurried = lanes.get(0);

        hurried.hurry();

        assertThat(hurried.failureKind()).isEqualTo(Kind.TRANSIENT);
        failPing();
        pass(1_000);
        assertThat(pings).hasSize(1);
        answerPing();
        assertThat(lanes.get(1).isWriting()).isTrue();
    }

    @Test
    void noMoreWritesThanThereIsRoomForAndNoneIsFailedForIt() {
        guard = guard(new BreakerLimits(3, 5_000, 1_000, 2));
        List<TestLane> lanes = List.of(new TestLane(), new TestLane(), new TestLane(), new TestLane());
        lanes.forEach(TestLane::begin);
        pass(30_000);
        assertThat(lanes.stream().filter(TestLane::isWriting)).hasSize(2);

        writing(lanes).store();
        runTasks();

        assertThat(lanes.stream().filter(TestLane::isWriting))
                .as("without any time passing")
                .hasSize(2);
        writing(lanes).store();
        writing(lanes).store();
        runTasks();
        writing(lanes).store();
        assertThat(lanes)
                .allSatisfy(lane -> assertThat(lane.answer().succeeded()).isTrue());
    }

    private StoreGuard guard(BreakerLimits limits) {
        return new StoreGuard("memory", this::ping, limits, clock, changes::add);
    }

    private Future<Void> ping() {
        Promise<Void> ping = Promise.promise();
        pings.add(ping);
        pingTimes.add(nowMs);
        return ping.future();
    }

    private void answerPing() {
        pings.removeFirst().complete();
        runTasks();
    }

    private void failPing() {
        pings.removeFirst().fail(failure("memory", Kind.TRANSIENT));
        runTasks();
    }

    /** The breaker is open, and each of the lanes has a batch that waits. */
    private List<TestLane> lanesInAnOutage(int count) {
        TestLane witness = new TestLane();
        for (int i = 0; i < LIMITS.failures(); i++) {
            witness.write().fail(Kind.TRANSIENT);
        }
        List<TestLane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestLane lane = new TestLane();
            lane.begin();
            lanes.add(lane);
        }
        assertThat(guard.breaker()).isEqualTo(BreakerState.OPEN);
        return lanes;
    }

    private TestLane writing(List<TestLane> lanes) {
        return lanes.stream().filter(TestLane::isWriting).findFirst().orElseThrow();
    }

    // --- virtual time ---

    private record Timer(long atMs, Runnable task) {}

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atMs));
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private void pass(long ms) {
        long untilMs = nowMs + ms;
        runTasks();
        while (!timers.isEmpty() && timers.peek().atMs() <= untilMs) {
            Timer next = timers.remove();
            nowMs = next.atMs();
            next.task().run();
            runTasks();
        }
        nowMs = untilMs;
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    /** A lane that writes one batch at a time, to a store that the test plays. */
    private final class TestLane implements LanePause, StoreWriter {

        private final StoreWriter writer = guard.around(this, this);
        private final List<Promise<Void>> pauses = new ArrayList<>();
        private Promise<List<WriteOutcome>> underWay;
        private Future<List<WriteOutcome>> answer;

        void begin() {
            answer = writer.write(batch());
        }

        /** Begins a batch, which must go through to the store at once. */
        TestLane write() {
            begin();
            assertThat(isWriting()).isTrue();
            return this;
        }

        boolean isWriting() {
            return underWay != null;
        }

        Future<List<WriteOutcome>> answer() {
            return answer;
        }

        Kind failureKind() {
            return ((StoreException) answer.cause()).failure().kind();
        }

        void store() {
            answer(List.of(WriteOutcome.Stored.INSTANCE, WriteOutcome.Stored.INSTANCE));
        }

        void answer(List<WriteOutcome> outcomes) {
            take().complete(outcomes);
        }

        void fail(Kind kind) {
            take().fail(failure("memory", kind));
        }

        void hurry() {
            pauses.forEach(pause -> pause.tryFail("hurry"));
        }

        private Promise<List<WriteOutcome>> take() {
            Promise<List<WriteOutcome>> taken = underWay;
            underWay = null;
            return taken;
        }

        @Override
        public Future<List<WriteOutcome>> write(WriteBatch batch) {
            assertThat(underWay).as("one batch at a time").isNull();
            underWay = Promise.promise();
            return underWay.future();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> pause(long delayMs, Future<?> sooner) {
            assertThat(delayMs).isPositive();
            Promise<Void> end = Promise.promise();
            pauses.add(end);
            timers.add(new Timer(nowMs + delayMs, end::tryComplete));
            sooner.onComplete(done -> tasks.add(end::tryComplete));
            return end.future();
        }
    }

    private static WriteOutcome failed(String store, Kind kind) {
        return new WriteOutcome.Failed(failure(store, kind).failure());
    }

    private static StoreException failure(String store, Kind kind) {
        return new StoreException(new StoreFailure(kind, store, "42", "simulated"), null);
    }

    private static WriteBatch batch() {
        List<WriteRequest> requests = new ArrayList<>();
        for (int job = 1; job <= 2; job++) {
            EventEnvelope envelope = new EventEnvelope("e" + job, "/test", "org.diracgrid.job.status.v1", 1);
            StatusUpdate update = new StatusUpdate(1, null, "minor", null, "Test");
            requests.add(new WriteRequest(new JobStatusEvent(envelope, job, List.of(update), false, Map.of()), 10));
        }
        return new WriteBatch(requests);
    }
}
