package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Deliveries of a few keys and two partitions come in their order, some of them fenced or rejected, and commits come at any
 * time: none passes an open fence, each key keeps its order, nobody waits for himself, and what waits is released when what can
 * be committed is.
 */
class FencedKeysProperties {

    private final List<PartitionLease> leases = List.of(
            new PartitionLease(new TopicPartition("t", 0), 1), new PartitionLease(new TopicPartition("t", 1), 2));

    /** What may not be written before its own closing is committed, as a list. */
    private final List<Delivery> closings = new ArrayList<>();

    private final Map<PartitionLease, Map<Integer, Long>> newest = new HashMap<>();
    private final List<Delivery> waiting = new ArrayList<>();
    private final List<Delivery> passed = new ArrayList<>();

    @Property(tries = 300)
    void keepsOrderAndIsNeverStuck(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 200) int deliveries,
            @ForAll @IntRange(min = 1, max = 4) int closedMax) {
        // jqwik keeps one instance for all tries.
        new FencedKeysProperties().run(random, deliveries, closedMax);
    }

    private void run(Random random, int deliveries, int closedMax) {
        FencedKeys fenced = new FencedKeys(closedMax);
        for (int offset = 0; offset < deliveries; offset++) {
            arrive(fenced, delivery(random, offset), random);
            if (random.nextInt(4) == 0) {
                commit(leases.get(random.nextInt(2)), random);
            }
            if (random.nextInt(3) == 0) {
                release(fenced, random);
            }
        }
        for (int round = 0; !waiting.isEmpty(); round++) {
            assertThat(round).as("rounds until all have passed: %s", waiting).isLessThan(deliveries + 1);
            leases.forEach(lease -> lease.committedUpTo(firstWaiting(lease)));
            release(fenced, random);
        }
        assertThat(passed).hasSize(deliveries);
        assertThat(fenced.awaited()).isEmpty();
    }

    /** As a lane does with what it takes from its queue. */
    private void arrive(FencedKeys fenced, Delivery delivery, Random random) {
        boolean isFenced = delivery.offset() % 3 == 0;
        boolean isHeld = isBehindAClosing(delivery) || waiting.stream().anyMatch(each -> isBefore(each, delivery));
        assertThat(fenced.holds(delivery)).isEqualTo(isHeld);
        if (isHeld || (isFenced && !fenced.admits(delivery))) {
            fenced.hold(delivery);
            waiting.add(delivery);
            checkAwaited(fenced);
            return;
        }
        if (isFenced) {
            assertThat(delivery.lease().isCommitted(delivery.predecessor())).isTrue();
        }
        assertThat(passed).noneMatch(each -> isBefore(delivery, each));
        passed.add(delivery);
        if (isFenced || random.nextInt(10) == 0) { // or rejected
            fenced.close(delivery);
            closings.add(delivery);
        }
    }

    private void release(FencedKeys fenced, Random random) {
        List<Delivery> released = fenced.release();
        assertThat(waiting).containsAll(released);
        assertThat(released).doesNotHaveDuplicates();
        waiting.removeAll(released);
        checkAwaited(fenced);
        released.forEach(delivery -> arrive(fenced, delivery, random));
    }

    /** Up to what may be committed: nothing that waits, and nothing behind it. */
    private void commit(PartitionLease lease, Random random) {
        long settledUpTo = Math.min(firstWaiting(lease), lastOffset(lease) + 1);
        long from = Math.max(lease.committed(), 0);
        if (settledUpTo > from) {
            lease.committedUpTo(from + random.nextInt((int) (settledUpTo - from)) + 1);
        }
    }

    private void checkAwaited(FencedKeys fenced) {
        Map<PartitionLease, Long> awaited = fenced.awaited();
        for (PartitionLease lease : leases) {
            boolean waits = waiting.stream().anyMatch(each -> each.lease() == lease);
            assertThat(awaited.containsKey(lease)).isEqualTo(waits);
            if (waits) {
                assertThat(awaited.get(lease)).as("waits for himself").isLessThan(firstWaiting(lease));
            }
        }
    }

    private boolean isBehindAClosing(Delivery delivery) {
        return closings.stream()
                .anyMatch(each -> isBefore(each, delivery) && !delivery.lease().isCommitted(each.offset()));
    }

    private static boolean isBefore(Delivery first, Delivery second) {
        return first.lease() == second.lease()
                && first.orderKey().equals(second.orderKey())
                && first.offset() < second.offset();
    }

    private long firstWaiting(PartitionLease lease) {
        return waiting.stream()
                .filter(each -> each.lease() == lease)
                .mapToLong(Delivery::offset)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private long lastOffset(PartitionLease lease) {
        return newest.getOrDefault(lease, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(OffsetTracker.NONE);
    }

    private Delivery delivery(Random random, int offset) {
        PartitionLease lease = leases.get(random.nextInt(2));
        int key = random.nextInt(6);
        Long predecessor =
                newest.computeIfAbsent(lease, each -> new HashMap<>()).put(key, (long) offset);
        byte[] bytes = Integer.toString(key).getBytes(UTF_8);
        var record = new ConsumerRecord<>("t", lease.partition().partition(), offset, bytes, bytes);
        return new Delivery(lease, record, offset, predecessor == null ? OffsetTracker.NONE : predecessor);
    }
}
