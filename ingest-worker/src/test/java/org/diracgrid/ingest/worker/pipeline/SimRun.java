package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.pipeline.SimInput.Kind;
import org.diracgrid.ingest.worker.pipeline.SimStore.Outage;
import org.diracgrid.ingest.worker.port.InMemoryStore;

/** A topic, a store, and workers that consume the one into the other through all that may happen: one seed's run. */
final class SimRun {

    static final int JOBS_MAX = 12;
    private static final long CHAOS_MS = 7_000;
    private static final long SESSION_MS = 1_000;
    private static final long CERTAIN_MS = 500;
    private static final long PATIENCE_MS = 300_000;

    private static final List<Kind> TRACED = List.of(Kind.GOOD, Kind.GOOD, Kind.GOOD, Kind.WITH_ATTRIBUTES);
    private static final List<Kind> TRACELESS = List.of(
            Kind.UNFORCED,
            Kind.UNFORCED,
            Kind.UNFORCED,
            Kind.FORCED,
            Kind.WITH_ATTRIBUTES,
            Kind.METADATA_MINOR,
            Kind.METADATA_STATUS,
            Kind.METADATA_SITE,
            Kind.HEARTBEAT);

    /** What is in the topic, and what may happen. */
    enum Scene {
        /** Only events that leave a trace. A member may be thrown out while its writes go on. */
        ZOMBIES,
        /** Events that leave none as well. A member may stand still for longer than its session. */
        TRACELESS
    }

    private final SimWorld world;
    private final InMemoryStore memory = new InMemoryStore();
    private final Scene scene;
    private final SimSink sink;
    private final SimBroker broker;
    private final PipelineLimits limits;
    private final int pollRecordsMax;
    private final int membersMax;
    private final Map<ConsumerRecord<byte[], byte[]>, SimInput> inputs = new HashMap<>(); // by identity
    private final List<SimWorker> workers = new ArrayList<>();

    SimRun(long seed, Scene scene) {
        this.scene = scene;
        world = new SimWorld(seed);
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
                1 + world.random.nextInt(scene == Scene.ZOMBIES ? 200 : 3_000),
                1_000,
                scene == Scene.ZOMBIES ? world.random.nextInt(1_000) : 60_000,
                2_000,
                Map.of(),
                10,
                300,
                300,
                5_000,
                20_000,
                CERTAIN_MS);
    }

    void run() {
        makeInputs();
        chaos();
        calm();
    }

    /** What was put into the topic. */
    Collection<SimInput> inputs() {
        return inputs.values();
    }

    /** The inputs of one key in their order. */
    List<SimInput> inputsOf(int jobId) {
        return broker.log.values().stream()
                .flatMap(List::stream)
                .map(inputs::get)
                .filter(input -> input.event().key().equals(Integer.toString(jobId)))
                .toList();
    }

    InMemoryStore store() {
        return memory;
    }

    SimSink sink() {
        return sink;
    }

    private void makeInputs() {
        List<TopicPartition> partitions = List.copyOf(broker.log.keySet());
        int jobs = 1 + world.random.nextInt(JOBS_MAX);
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
        } else if (early) {
            return Kind.EARLY;
        }
        List<Kind> kinds = scene == Scene.ZOMBIES ? TRACED : TRACELESS;
        return kinds.get(world.random.nextInt(kinds.size()));
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
        if (scene == Scene.ZOMBIES && world.chance(0.004)) {
            victim.consumer.expire();
            broker.reshuffle(members(), world);
        } else if (world.chance(scene == Scene.ZOMBIES ? 0.004 : 0.02)) {
            workers.remove(victim);
            victim.kill();
            if (scene == Scene.TRACELESS) {
                victim.store.cut();
            }
            world.after(world.random.nextInt(2_000), () -> {
                broker.expire(victim.consumer);
                broker.reshuffle(members(), world);
            });
        } else if (world.chance(0.004)) {
            workers.remove(victim);
            victim.stop();
            broker.reshuffle(members(), world);
        } else if (scene == Scene.TRACELESS && world.chance(0.04)) {
            freeze(victim, world.millis() + world.random.nextInt(4_000));
        } else if (world.chance(0.01)) {
            victim.store.breakDown(
                    Outage.values()[1 + world.random.nextInt(Outage.values().length - 1)], world.random.nextInt(3_000));
        }
    }

    private void freeze(SimWorker victim, long untilMs) {
        victim.freeze(untilMs);
        if (untilMs > world.millis() + SESSION_MS) {
            world.after(SESSION_MS, () -> {
                victim.consumer.expire();
                broker.reshuffle(members(), world);
            });
        }
    }

    /** The faults end: what is left has to be finished, by those who are there. */
    private void calm() {
        sink.faulty = false;
        if (workers.isEmpty()) {
            join(Mode.CONTINUOUS);
        }
        workers.forEach(SimRun::calm);
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
        calm(last);
        broker.reshuffle(members(), world);
        while (!last.isOver()) {
            assertThat(world.millis()).as("never caught up").isLessThan(deadlineMs);
            pollNext();
        }
        last.stop();
    }

    private static void calm(SimWorker worker) {
        worker.store.faulty = false;
        worker.store.recover();
        worker.consumer.faulty = false;
    }

    private SimWorker join(Mode mode) {
        SimWorker worker =
                new SimWorker(world, broker, new SimStore(world, memory), sink, limits, pollRecordsMax, mode);
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
}
