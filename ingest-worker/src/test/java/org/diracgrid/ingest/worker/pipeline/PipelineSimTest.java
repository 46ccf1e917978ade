package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.SimInput.Kind;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.InMemoryStore;
import org.junit.jupiter.api.Test;

/**
 * Whole workers in virtual time: members join, leave, lose their session and are killed; the store is slow, fails as a
 * whole, in part, or after the fact; dead letters are not taken. Whatever happens, no commit runs ahead of what is
 * stored or parked, every input ends in one of the two, the effects on a job keep their order, the counters balance and
 * what is in flight stays bounded.
 */
class PipelineSimTest {

    private static final int SEEDS = 200;
    private static final long CHAOS_MS = 7_000;
    private static final long PATIENCE_MS = 300_000;

    @Test
    void nothingIsLostReorderedOrStuckWhateverTheSeed() {
        long first = Long.getLong("sim.seed", 1);
        long last = Long.getLong("sim.seed", SEEDS);
        for (long seed = first; seed <= last; seed++) {
            try {
                new Run(seed).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (again: -Dsim.seed=" + seed + "): " + e.getMessage(), e);
            }
        }
    }

    /** One seed's run. */
    private static final class Run {

        private final SimWorld world;
        private final InMemoryStore memory = new InMemoryStore();
        private final SimStore store;
        private final SimSink sink;
        private final SimBroker broker;
        private final PipelineLimits limits;
        private final int pollRecordsMax;
        private final int membersMax;
        private final Map<ConsumerRecord<byte[], byte[]>, SimInput> inputs = new HashMap<>(); // by identity
        private final List<SimWorker> workers = new ArrayList<>();

        Run(long seed) {
            world = new SimWorld(seed);
            store = new SimStore(world, memory);
            sink = new SimSink(world);
            broker = new SimBroker(1 + world.random.nextInt(4), this::isDone);
            broker.eager = world.random.nextBoolean();
            pollRecordsMax = 1 + world.random.nextInt(20);
            membersMax = 1 + world.random.nextInt(3);
            int inFlightMax = 5 + world.random.nextInt(60);
            limits = new PipelineLimits(
                    1 + world.random.nextInt(4),
                    1 + world.random.nextInt(16),
                    100_000,
                    world.chance(0.3) ? 10 : 0,
                    inFlightMax,
                    1 << 30,
                    1 + world.random.nextInt(inFlightMax),
                    1 << 30,
                    20,
                    1 + world.random.nextInt(200),
                    1_000,
                    world.random.nextInt(1_000),
                    2_000,
                    10,
                    300,
                    300,
                    5_000);
        }

        void run() {
            makeInputs();
            chaos();
            calm();
            check();
        }

        private void makeInputs() {
            List<TopicPartition> partitions = List.copyOf(broker.log.keySet());
            int jobs = 1 + world.random.nextInt(12);
            int count = 30 + world.random.nextInt(170);
            int[] numbers = new int[jobs];
            boolean[] early = new boolean[jobs];
            for (int job = 0; job < jobs; job++) {
                int jobId = job + 1;
                early[job] = world.chance(0.2);
                world.after(early[job] ? world.random.nextInt(4_000) : 0, () -> memory.addJob(jobId));
            }
            for (int i = 0; i < count; i++) {
                int job = world.random.nextInt(jobs);
                TopicPartition partition = partitions.get(job % partitions.size());
                Kind kind = kind(early[job]);
                int jobId = kind == Kind.ORPHAN ? 1_000 + job : job + 1;
                world.after(world.random.nextInt(2) * 20L * i, () -> append(kind, jobId, ++numbers[job], partition));
            }
        }

        private Kind kind(boolean early) {
            double draw = world.random.nextDouble();
            if (draw < 0.03) {
                return Kind.JUNK;
            } else if (draw < 0.05) {
                return Kind.KEYLESS;
            } else if (draw < 0.08) {
                return Kind.REFUSED;
            } else if (draw < 0.10) {
                return Kind.ORPHAN;
            } else if (draw < 0.11 && !early) {
                return Kind.POISON;
            }
            return early ? Kind.EARLY : Kind.GOOD;
        }

        private void append(Kind kind, int jobId, int number, TopicPartition partition) {
            long offset = broker.ends.get(partition) + (world.chance(0.1) ? world.random.nextInt(4) : 0);
            SimInput input =
                    SimInput.of(kind, jobId, number, partition.topic(), partition.partition(), offset, world.millis());
            inputs.put(input.record(), input);
            broker.log.get(partition).add(input.record());
            broker.ends.put(partition, offset + 1 + (world.chance(0.1) ? world.random.nextInt(3) : 0));
        }

        private void chaos() {
            long endMs = world.millis() + CHAOS_MS;
            while (world.millis() < endMs) {
                if (workers.size() < membersMax && (workers.isEmpty() || world.chance(0.02))) {
                    join(Mode.CONTINUOUS);
                }
                if (world.chance(0.02)) {
                    broker.reshuffle(members(), world);
                }
                disturb();
                pollNext();
            }
        }

        private void disturb() {
            if (workers.isEmpty()) {
                return;
            }
            SimWorker victim = workers.get(world.random.nextInt(workers.size()));
            if (world.chance(0.004)) {
                victim.consumer.expire();
                broker.reshuffle(members(), world);
            } else if (world.chance(0.004)) {
                workers.remove(victim);
                victim.kill();
                world.after(world.random.nextInt(2_000), () -> {
                    broker.expire(victim.consumer);
                    broker.reshuffle(members(), world);
                });
            } else if (world.chance(0.004)) {
                workers.remove(victim);
                victim.stop();
                broker.reshuffle(members(), world);
            }
        }

        /** The faults end: what is left has to be finished, by those who are there. */
        private void calm() {
            store.faulty = false;
            sink.faulty = false;
            if (workers.isEmpty()) {
                join(Mode.CONTINUOUS);
            }
            workers.forEach(worker -> worker.consumer.faulty = false);
            long deadlineMs = world.millis() + PATIENCE_MS;
            world.after(3_000, () -> broker.reshuffle(members(), world)); // after the last dead member's session
            while (!broker.isCommittedToTheEnd()) {
                assertThat(world.millis())
                        .as("stuck at %s of %s, %s", broker.committed, broker.ends, workers)
                        .isLessThan(deadlineMs);
                pollNext();
            }
            workers.forEach(SimWorker::stop);
            workers.clear();
            SimWorker last = join(Mode.UNTIL_CAUGHT_UP);
            last.consumer.faulty = false;
            broker.reshuffle(members(), world);
            while (!last.isOver()) {
                assertThat(world.millis()).as("never caught up").isLessThan(deadlineMs);
                pollNext();
            }
            last.stop();
        }

        private SimWorker join(Mode mode) {
            SimWorker worker = new SimWorker(world, broker, store, sink, limits, pollRecordsMax, mode);
            workers.add(worker);
            broker.reshuffle(members(), world);
            return worker;
        }

        private List<SimConsumer> members() {
            return workers.stream().map(worker -> worker.consumer).toList();
        }

        private void pollNext() {
            SimWorker next = null;
            for (SimWorker worker : workers) {
                next = next == null || worker.nextPollMs < next.nextPollMs ? worker : next;
            }
            if (next == null) {
                world.runUntil(world.millis() + 10);
            } else {
                world.runUntil(next.nextPollMs);
                next.poll();
            }
        }

        private boolean isDone(ConsumerRecord<byte[], byte[]> record) {
            return memory.holds(inputs.get(record).event().envelope()) || sink.letterOf(record) != null;
        }

        private void check() {
            for (SimInput input : inputs.values()) {
                DeadLetter letter = sink.letterOf(input.record());
                boolean stored = memory.holds(input.event().envelope());
                assertThat(stored || letter != null).as("finished: %s", input).isTrue();
                assertThat(!stored || input.mayBeStored())
                        .as("may be stored: %s", input)
                        .isTrue();
                if (letter != null) {
                    assertThat(input.reasons()).as("may be parked: %s", input).contains(letter.reason());
                    assertThat(letter.value()).isSameAs(input.record().value());
                }
            }
            for (int jobId = 1; jobId <= 12; jobId++) {
                List<Integer> numbers = memory.historyOf(jobId).stream()
                        .filter(event -> !wasGivenUp(event))
                        .map(PipelineSimTest::numberOf)
                        .toList();
                assertThat(numbers).as("order of job %s: %s", jobId, numbers).isSorted();
            }
        }

        /**
         * An event whose job was absent for too long was given up and let others pass; where that worker died before it
         * could commit, the next one may find the job and store the event late.
         */
        private boolean wasGivenUp(JobStatusEvent event) {
            return inputs.values().stream()
                    .anyMatch(input -> input.event().equals(event)
                            && input.reasons().contains("JOB_NOT_FOUND")
                            && sink.wasOffered(input.record()));
        }
    }

    private static int numberOf(JobStatusEvent event) {
        String id = event.envelope().id();
        return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }
}
