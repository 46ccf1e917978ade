package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.SimInput.Kind;
import org.diracgrid.ingest.worker.pipeline.SimStore.Outage;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.InMemoryStore;
import org.junit.jupiter.api.Test;

/** A worker that gets nowhere though its store is up ends itself; one whose store is down, or that has no work, stays. */
class StuckPipelineTest {

    private static final long STUCK_AFTER_MS = 20_000;
    private static final int RECORDS = 40;
    private static final int JOB = 1;

    private final SimWorld world = new SimWorld(1);
    private final InMemoryStore memory = new InMemoryStore();
    private final SimStore store = new SimStore(world, memory);
    private final SimBroker broker = new SimBroker(1, record -> true);
    private final SimWorker worker;

    private final SimSink sink;

    StuckPipelineTest() {
        sink = new SimSink(world);
        sink.faulty = false;
        memory.addJob(JOB);
        store.faulty = false;
        worker = new SimWorker(world, broker, store, sink, limits(), 10, Mode.CONTINUOUS);
        worker.consumer.faulty = false;
        broker.reshuffle(List.of(worker.consumer), world);
    }

    @Test
    void aWriteThatIsNeverAnsweredEndsTheWorkerWithOneClearLine() {
        store.hung = true;
        append(Kind.GOOD);
        pollFor(STUCK_AFTER_MS / 2);
        assertThat(worker.counters.inFlight()).isPositive();

        assertThatExceptionOfType(StuckException.class)
                .isThrownBy(() -> pollFor(STUCK_AFTER_MS))
                .withMessageStartingWith(
                        "memory: nothing was received, written or settled for 20 s though the store is up")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aStoreThatIsDownIsWaitedForWithAllPartitionsPausedAndThenWritten() {
        store.breakDown(Outage.SILENT, 20 * STUCK_AFTER_MS);
        append(Kind.GOOD);

        pollFor(15 * STUCK_AFTER_MS);

        assertThat(worker.counters.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(worker.counters.pausedPartitions()).isEqualTo(1);
        assertThat(worker.counters.stored()).isZero();
        pollFor(6 * STUCK_AFTER_MS);
        assertThat(worker.counters.breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(worker.counters.stored()).isEqualTo(RECORDS);
        assertThat(worker.counters.pausedPartitions()).isZero();
    }

    @Test
    void aPartitionThatComesWhileTheStoreIsDownAndNothingIsInFlightIsNotForgotten() {
        store.breakDown(Outage.REFUSED, 5_000);
        append(Kind.GOOD);
        pollFor(2_000);
        assertThat(worker.counters.breaker()).isEqualTo(BreakerState.OPEN);

        broker.reshuffle(List.of(), world); // nobody has work now, and nobody asks for pings
        pollFor(1_000);
        assertThat(worker.counters.inFlight()).isZero();
        broker.reshuffle(List.of(worker.consumer), world);
        pollFor(10_000);

        assertThat(worker.counters.stored() + worker.counters.superseded()).isEqualTo(RECORDS);
    }

    @Test
    void eventsThatWaitForTheirJobAreNoReasonToEnd() {
        append(Kind.ORPHAN);

        assertThatCode(() -> pollFor(3 * STUCK_AFTER_MS)).doesNotThrowAnyException();
    }

    @Test
    void aDeadLetterTopicThatTakesNothingIsWaitedForToo() {
        sink.takesNothing = true;
        append(Kind.JUNK);

        assertThatCode(() -> pollFor(3 * STUCK_AFTER_MS)).doesNotThrowAnyException();
        sink.takesNothing = false;
        pollFor(STUCK_AFTER_MS);

        assertThat(worker.counters.parked()).isEqualTo(RECORDS);
    }

    @Test
    void anEmptyTopicIsNoReasonToEnd() {
        assertThatCode(() -> pollFor(10 * STUCK_AFTER_MS)).doesNotThrowAnyException();
    }

    private void append(Kind kind) {
        TopicPartition partition = broker.log.keySet().iterator().next();
        int jobId = kind == Kind.ORPHAN ? 1_000 : JOB;
        for (int number = 1; number <= RECORDS; number++) {
            long offset = broker.ends.get(partition);
            broker.log
                    .get(partition)
                    .add(SimInput.of(kind, jobId, number, broker.topic, 0, offset, world.millis())
                            .record());
            broker.ends.put(partition, offset + 1);
        }
    }

    private void pollFor(long ms) {
        long endMs = world.millis() + ms;
        while (world.millis() < endMs) {
            world.runUntil(worker.nextPollMs);
            worker.poll();
        }
    }

    private static PipelineLimits limits() {
        return new PipelineLimits(
                2,
                5,
                100_000,
                0,
                100,
                1 << 30,
                100,
                1 << 30,
                20,
                100,
                1_000,
                1_000,
                50_000,
                Map.of(),
                10,
                300,
                300,
                5_000,
                STUCK_AFTER_MS,
                60_000);
    }
}
