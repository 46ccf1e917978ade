package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.lifecycle.Fences;
import org.diracgrid.ingest.worker.pipeline.Delivery.Fate;
import org.diracgrid.ingest.worker.pipeline.SimInput.Kind;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.DeadLetterSink;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreHealth;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * Real lanes between a poll thread and a store that both do anything the port allows, in any order: hand-overs, answers of
 * every kind, commits, revokes, letters that are not taken. Each delivery comes back exactly once, no lane has two batches with
 * the store, and what the store takes of a key under one lease it takes in order, each after all before it are finished.
 */
class LaneHandOverProperties {

    private static final int PARTITIONS = 2;
    private static final int JOBS = 5;
    private static final List<Kind> KINDS = List.of(
            Kind.GOOD, Kind.GOOD, Kind.GOOD, Kind.METADATA_MINOR, Kind.METADATA_SITE, Kind.HEARTBEAT, Kind.JUNK);

    @Property(tries = 200)
    void bringsEachDeliveryBackOnceAndKeepsTheOrderOfKeys(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int lanes,
            @ForAll @IntRange(min = 1, max = 6) int batchMax,
            @ForAll @IntRange(min = 1, max = 250) int steps) {
        Run run = new Run(seed, lanes, batchMax);
        for (int step = 0; step < steps; step++) {
            run.step();
        }
        run.calmDown();
    }

    /** A batch that waits for its answer. */
    private record Write(WriteBatch batch, Promise<List<WriteOutcome>> answer) {}

    private static final class Run {

        private final SimWorld world;
        private final Random random;
        private final PipelineLimits limits;
        private final AckInbox inbox = new AckInbox(AckInbox.REAL_TIME);
        private final Assignment assignment;
        private final List<Lane> all = new ArrayList<>();
        private final Lanes lanes;
        private final List<Write> writes = new ArrayList<>();
        private final Map<IngestEvent, Delivery> deliveries = new HashMap<>();
        private final Set<Delivery> finished = new HashSet<>(); // stored, says the store
        private final Set<Delivery> rejected = new HashSet<>(); // a letter of it was sent
        private final Set<Delivery> back = new HashSet<>();
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final List<Throwable> failures = new ArrayList<>();
        private boolean calm;
        private int numbers;

        Run(long seed, int laneCount, int batchMax) {
            world = new SimWorld(seed);
            random = world.random;
            limits = new PipelineLimits(
                    laneCount, batchMax, 1 << 20, 0, 10_000, 16 << 20, 10_000, 16 << 20, 10, 100, 100, 100, 200,
                    Map.of(), 5, 40, 100, 1_000, 10_000, 10_000);
            assignment = new Assignment(limits);
            IngestPipeline.Parts parts = new IngestPipeline.Parts(
                    "memory",
                    null, // simulated lanes have no Vert.x
                    () -> null,
                    Set.of("t"),
                    new EventCodec(CodecOptions.DEFAULTS),
                    Fences::isFenced,
                    pause -> new ScriptedStore(),
                    StoreIsUp.INSTANCE,
                    new ForgetfulSink(),
                    limits,
                    new PipelineCounters(),
                    world);
            for (int number = 0; number < laneCount; number++) {
                LaneThread thread = new LaneThread(world.newLane(), failures::add);
                all.add(new Lane(number, parts, new Membership(Long.MAX_VALUE, 0), thread, inbox));
            }
            lanes = new Lanes(all);
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> poll();
                case 3, 4, 5 -> answerOne();
                case 6 -> commit();
                case 7 -> {
                    if (world.chance(0.2)) {
                        revoke(partition());
                    }
                }
                case 8 -> inbox.drainTo(this::settle);
                default -> world.runUntil(world.millis() + random.nextInt(30));
            }
            assertThat(failures).isEmpty();
        }

        /** From now on the store takes everything, and nobody is revoked: all has to come to its end. */
        void calmDown() {
            calm = true;
            for (int round = 0; back.size() < deliveries.size(); round++) {
                assertThat(round)
                        .as("rounds, with %s of %s back", back.size(), deliveries.size())
                        .isLessThan(2_000);
                while (!writes.isEmpty()) {
                    answerOne();
                }
                world.runUntil(world.millis() + 50);
                inbox.drainTo(this::settle);
                commit();
                assertThat(failures).isEmpty();
            }
            assertThat(assignment.total().records()).isZero();
            for (LeasedPartition leased : assignment.partitions()) {
                assertThat(leased.tracker().pending()).isZero();
            }
        }

        private TopicPartition partition() {
            return new TopicPartition("t", random.nextInt(PARTITIONS));
        }

        private void poll() {
            for (int i = random.nextInt(8); i >= 0; i--) {
                TopicPartition partition = partition();
                assignment.lease(partition);
                long offset = positions.merge(partition, 1L, Long::sum);
                int jobId = 1 + random.nextInt(JOBS) + 100 * partition.partition();
                SimInput input = SimInput.of(
                        KINDS.get(random.nextInt(KINDS.size())),
                        jobId,
                        ++numbers,
                        "t",
                        partition.partition(),
                        offset,
                        world.millis());
                Delivery delivery = assignment.open(partition, input.record());
                deliveries.put(input.event(), delivery);
                lanes.route(delivery);
            }
            lanes.handOver();
        }

        private void revoke(TopicPartition partition) {
            assignment.close(partition);
            lanes.dropStale();
        }

        private void commit() {
            for (LeasedPartition leased : assignment.partitions()) {
                leased.committedUpTo(leased.tracker().committable());
            }
            all.forEach(Lane::releaseCommitted);
        }

        private void settle(Delivery delivery) {
            assertThat(back.add(delivery)).as("back once: %s", delivery).isTrue();
            if (delivery.fate() == Fate.STALE) {
                assertThat(delivery.isStale())
                        .as("given up although it was not withdrawn: %s", delivery)
                        .isTrue();
            } else if (delivery.fate() != Fate.PARKED) {
                assertThat(finished).contains(delivery);
            }
            assignment.settle(delivery);
        }

        private void answerOne() {
            if (writes.isEmpty()) {
                return;
            }
            Write write = writes.remove(random.nextInt(writes.size()));
            if (!calm && world.chance(0.2)) {
                StoreFailure failure = new StoreFailure(StoreFailure.Kind.TRANSIENT, "memory", "E", "simulated");
                write.answer().fail(new StoreException(failure, null));
            } else {
                write.answer().complete(outcomes(write.batch()));
            }
        }

        /** As the port allows: behind one that is not stored, none of its key is, or may be. */
        private List<WriteOutcome> outcomes(WriteBatch batch) {
            Map<String, WriteOutcome> notStored = new HashMap<>();
            List<WriteOutcome> outcomes = new ArrayList<>();
            for (WriteRequest request : batch.requests()) {
                WriteOutcome behind = notStored.get(request.event().key());
                WriteOutcome outcome = behind == null ? outcome() : behind;
                switch (outcome.kind()) {
                    case STORED, SUPERSEDED -> take(deliveries.get(request.event()));
                    case REJECTED, DEFERRED -> notStored.put(request.event().key(), WriteOutcome.Deferred.INSTANCE);
                    case ABSENT, FAILED -> notStored.put(request.event().key(), outcome);
                }
                outcomes.add(outcome);
            }
            return outcomes;
        }

        private WriteOutcome outcome() {
            return switch (calm ? 9 : random.nextInt(10)) {
                case 0 -> new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "simulated");
                case 1 -> new WriteOutcome.Rejected(ReasonCode.TEXT_TOO_LONG, "simulated");
                case 2 ->
                    new WriteOutcome.Failed(new StoreFailure(StoreFailure.Kind.TRANSIENT, "memory", "E", "simulated"));
                case 3 ->
                    new WriteOutcome.Failed(
                            new StoreFailure(StoreFailure.Kind.UNCLASSIFIED, "memory", "E", "simulated"));
                case 4 -> WriteOutcome.Superseded.INSTANCE;
                default -> WriteOutcome.Stored.INSTANCE;
            };
        }

        /** Everything before it under its key and lease is stored or given up. */
        private void take(Delivery taken) {
            for (Delivery each : deliveries.values()) {
                if (each.lease() == taken.lease() && each.orderKey().equals(taken.orderKey())) {
                    if (each.offset() < taken.offset()) {
                        assertThat(finished.contains(each) || rejected.contains(each))
                                .as("%s is passed by %s", each, taken)
                                .isTrue();
                    } else {
                        assertThat(finished)
                                .as("%s comes after %s", taken, each)
                                .doesNotContain(each);
                    }
                }
            }
            finished.add(taken);
        }

        /** Takes one batch at a time and answers when the test says so. */
        private final class ScriptedStore implements StoreWriter {

            private Future<List<WriteOutcome>> last = Future.succeededFuture(List.of());

            @Override
            public Future<List<WriteOutcome>> write(WriteBatch batch) {
                assertThat(last.isComplete())
                        .as("one batch of a lane at a time")
                        .isTrue();
                assertThat(batch.requests()).hasSizeBetween(1, limits.batchMaxRecords());
                Write write = new Write(batch, Promise.promise());
                writes.add(write);
                last = write.answer().future();
                return last;
            }

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        }

        /** Takes a letter at last, and late. */
        private final class ForgetfulSink implements DeadLetterSink {

            @Override
            public Future<Void> park(DeadLetter letter) {
                deliveries.values().stream()
                        .filter(delivery -> delivery.record().value() == letter.value())
                        .forEach(rejected::add);
                Promise<Void> answer = Promise.promise();
                boolean fails = !calm && world.chance(0.4);
                world.after(1 + random.nextInt(40), () -> {
                    if (fails) {
                        answer.fail("simulated");
                    } else {
                        answer.complete();
                    }
                });
                return answer.future();
            }

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        }
    }

    /** Health is not what is looked at here. */
    private enum StoreIsUp implements StoreHealth {
        INSTANCE;

        @Override
        public BreakerState breaker() {
            return BreakerState.CLOSED;
        }

        @Override
        public long writesEnded() {
            return 0;
        }
    }
}
