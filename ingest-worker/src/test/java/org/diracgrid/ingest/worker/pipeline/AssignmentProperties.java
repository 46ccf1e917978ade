package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.worker.pipeline.Delivery.Fate;

/**
 * Whatever is assigned, revoked, assigned again, reset, taken up and handed back, in whatever order: every delivery counts
 * from its opening to its return, what comes back from an earlier lease is stale and nothing else, and no offset is
 * committable above one that is unsettled.
 */
class AssignmentProperties {

    private static final int PARTITIONS = 3;

    /** A lease as a list of offsets. */
    private static final class Model {
        final PartitionLease lease;
        final TreeMap<Long, Boolean> settled = new TreeMap<>();

        Model(PartitionLease lease) {
            this.lease = lease;
        }

        long committable() {
            long next = OffsetTracker.NONE;
            for (Map.Entry<Long, Boolean> offset : settled.entrySet()) {
                if (!offset.getValue()) {
                    return next;
                }
                next = offset.getKey() + 1;
            }
            return next;
        }
    }

    private final Map<TopicPartition, Model> current = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final List<Delivery> inFlight = new ArrayList<>();
    private final Set<PartitionLease> past = new HashSet<>();
    private final PipelineCounters counters = new PipelineCounters();
    private final Map<String, Long> expected = new HashMap<>();

    @Property(tries = 300)
    void agreesWithTheModel(@ForAll Random random, @ForAll @IntRange(min = 1, max = 400) int steps) {
        // jqwik keeps one instance for all tries.
        new AssignmentProperties().run(random, steps);
    }

    private void run(Random random, int steps) {
        Assignment assignment = new Assignment(PipelineLimits.defaults());
        for (int step = 0; step < steps; step++) {
            TopicPartition partition = new TopicPartition("t", random.nextInt(PARTITIONS));
            switch (random.nextInt(10)) {
                case 0, 1 -> lease(assignment, partition);
                case 2 -> close(assignment, partition);
                case 3 -> goBack(partition, random);
                case 4, 5, 6 -> open(assignment, partition, random);
                default -> settle(assignment, random);
            }
            check(assignment);
        }
        while (!inFlight.isEmpty()) {
            settle(assignment, random);
            check(assignment);
        }
        assertThat(assignment.total().records()).isZero();
        assertThat(assignment.total().bytes()).isZero();
    }

    private void lease(Assignment assignment, TopicPartition partition) {
        assignment.lease(partition);
        PartitionLease lease = assignment.at(partition).lease();
        if (current.containsKey(partition)) {
            assertThat(lease).isSameAs(current.get(partition).lease);
        } else {
            current.put(partition, new Model(lease));
        }
    }

    private void close(Assignment assignment, TopicPartition partition) {
        assignment.close(partition);
        Model closed = current.remove(partition);
        if (closed != null) {
            past.add(closed.lease);
        }
    }

    /** As by an offset reset; the next record starts the lease over. */
    private void goBack(TopicPartition partition, Random random) {
        positions.computeIfPresent(partition, (each, position) -> position - Math.min(position, random.nextInt(5)));
    }

    private void open(Assignment assignment, TopicPartition partition, Random random) {
        Model model = current.get(partition);
        if (model == null) {
            return;
        }
        long offset = positions.getOrDefault(partition, 0L) + random.nextInt(3);
        positions.put(partition, offset + 1);
        boolean paused = random.nextBoolean();
        assignment.at(partition).setPaused(paused);
        byte[] key = Integer.toString(random.nextInt(5)).getBytes(UTF_8);

        Delivery delivery =
                assignment.open(partition, new ConsumerRecord<>("t", partition.partition(), offset, key, key));

        if (!model.settled.isEmpty() && offset <= model.settled.lastKey()) {
            past.add(model.lease);
            model = new Model(assignment.at(partition).lease());
            current.put(partition, model);
        }
        assertThat(delivery.lease()).isSameAs(model.lease);
        assertThat(past).doesNotContain(delivery.lease());
        assertThat(delivery.predecessor()).isLessThan(offset);
        assertThat(assignment.at(partition).isPaused()).isEqualTo(paused);
        model.settled.put(offset, false);
        inFlight.add(delivery);
        count("received");
    }

    private void settle(Assignment assignment, Random random) {
        if (inFlight.isEmpty()) {
            return;
        }
        Delivery delivery = inFlight.remove(random.nextInt(inFlight.size()));
        Fate fate = Fate.values()[random.nextInt(Fate.values().length)];

        assignment.settle(delivery.endsAs(fate));

        Model model = current.get(delivery.lease().partition());
        boolean counts = model != null && model.lease == delivery.lease() && fate != Fate.STALE;
        if (counts) {
            model.settled.put(delivery.offset(), true);
        }
        count(counts ? fate.name() : Fate.STALE.name());
    }

    private void count(String what) {
        expected.merge(what, 1L, Long::sum);
    }

    private void check(Assignment assignment) {
        assertThat(assignment.partitions()).hasSize(current.size());
        current.forEach((partition, model) -> {
            LeasedPartition leased = assignment.at(partition);
            assertThat(leased.lease()).isSameAs(model.lease);
            assertThat(model.lease.isOffered()).isTrue();
            assertThat(leased.tracker().committable()).isEqualTo(model.committable());
            assertThat((long) leased.budget().records())
                    .isEqualTo(inFlight.stream()
                            .filter(delivery -> delivery.lease() == model.lease)
                            .count());
        });
        assertThat(past).noneMatch(PartitionLease::isOffered);
        assertThat(assignment.total().records()).isEqualTo(inFlight.size());
        assertThat(assignment.total().bytes())
                .isEqualTo(inFlight.stream().mapToLong(Delivery::bytes).sum());
        assignment.report(counters);
        assertThat(counters.unbalanced()).isZero();
        assertThat(counters.received()).isEqualTo(expected.getOrDefault("received", 0L));
        assertThat(counters.stored()).isEqualTo(expected.getOrDefault("STORED", 0L));
        assertThat(counters.superseded()).isEqualTo(expected.getOrDefault("SUPERSEDED", 0L));
        assertThat(counters.parked()).isEqualTo(expected.getOrDefault("PARKED", 0L));
        assertThat(counters.stale()).isEqualTo(expected.getOrDefault("STALE", 0L));
    }
}
