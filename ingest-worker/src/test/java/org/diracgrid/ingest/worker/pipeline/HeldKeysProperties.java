package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What is held agrees with a plain list: it comes out once, when the first of its key is due, in its order. */
class HeldKeysProperties {

    /** One key's deliveries. */
    private record Line(Object key, long dueMs, List<Delivery> waiting) {}

    private final PartitionLease lease = new PartitionLease(new TopicPartition("t", 0), 1);
    private final List<Line> model = new ArrayList<>();
    private long offset;

    @Property(tries = 300)
    void agreesWithTheModel(@ForAll Random random, @ForAll @IntRange(min = 1, max = 300) int steps) {
        // jqwik keeps one instance for all tries.
        new HeldKeysProperties().run(random, steps);
    }

    private void run(Random random, int steps) {
        HeldKeys held = new HeldKeys();
        long nowMs = 1_000;
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    nowMs += random.nextInt(60);
                    assertThat(held.releaseDue(nowMs)).isEqualTo(releaseDue(nowMs));
                    assertThat(held.nextDueMs()).isEqualTo(nextDueMs());
                }
                case 1 -> {
                    int rest = random.nextInt(4);
                    Predicate<Delivery> filter = delivery -> delivery.offset() % 4 == rest;
                    assertThat(held.removeIf(filter)).isEqualTo(removeIf(filter));
                }
                default -> {
                    Delivery delivery = delivery(random.nextInt(6));
                    assertThat(held.holds(delivery))
                            .isEqualTo(
                                    model.stream().anyMatch(line -> line.key().equals(delivery.orderKey())));
                    long dueMs = nowMs + random.nextInt(100);
                    held.hold(delivery, dueMs);
                    hold(delivery, dueMs);
                }
            }
            assertThat(held.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(held.nextDueMs()).as("no later than the first").isLessThanOrEqualTo(nextDueMs());
        }
    }

    private void hold(Delivery delivery, long dueMs) {
        for (Line line : model) {
            if (line.key().equals(delivery.orderKey())) {
                line.waiting().add(delivery);
                return;
            }
        }
        model.add(new Line(delivery.orderKey(), (dueMs + 19) / 20 * 20, new ArrayList<>(List.of(delivery))));
    }

    private List<Delivery> releaseDue(long nowMs) {
        List<Delivery> released = new ArrayList<>();
        model.stream().filter(line -> line.dueMs() <= nowMs).forEach(line -> released.addAll(line.waiting()));
        model.removeIf(line -> line.dueMs() <= nowMs);
        return released;
    }

    private List<Delivery> removeIf(Predicate<Delivery> filter) {
        List<Delivery> removed = new ArrayList<>();
        model.forEach(
                line -> removed.addAll(line.waiting().stream().filter(filter).toList()));
        model.forEach(line -> line.waiting().removeIf(filter));
        model.removeIf(line -> line.waiting().isEmpty());
        return removed;
    }

    private long nextDueMs() {
        return model.stream().mapToLong(Line::dueMs).min().orElse(Long.MAX_VALUE);
    }

    private Delivery delivery(int key) {
        byte[] bytes = Integer.toString(key).getBytes(UTF_8);
        return new Delivery(lease, new ConsumerRecord<>("t", 0, offset++, bytes, bytes), offset, OffsetTracker.NONE);
    }
}
