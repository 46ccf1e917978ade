package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is held keeps its order and lets other keys pass. */
class HeldKeysTest {

    private final HeldKeys held = new HeldKeys();
    private final PartitionLease lease = new PartitionLease(new TopicPartition("t", 0), 1);
    private long offset;

    @Test
    void holdsOneKeyInOrderAndNoOther() {
        Delivery a1 = delivery("a");
        Delivery a2 = delivery("a");
        held.hold(a1, 100);
        held.hold(a2, 5);

        assertThat(held.holds(delivery("a"))).isTrue();
        assertThat(held.holds(delivery("b"))).isFalse();
        assertThat(held.releaseDue(99)).isEmpty();
        assertThat(held.releaseDue(100)).containsExactly(a1, a2);
        assertThat(held.isEmpty()).isTrue();
        assertThat(held.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void releasesWhatIsDueAndKeepsTheRest() {
        Delivery a = delivery("a");
        Delivery b = delivery("b");
        held.hold(a, 100);
        held.hold(b, 200);

        assertThat(held.nextDueMs()).isEqualTo(100);
        assertThat(held.releaseDue(150)).containsExactly(a);
        assertThat(held.nextDueMs()).isEqualTo(200);
        assertThat(held.releaseDue(200)).containsExactly(b);
    }

    @Test
    void givesBackWhatMatches() {
        Delivery a1 = delivery("a");
        Delivery a2 = delivery("a");
        Delivery b = delivery("b");
        List.of(a1, a2, b).forEach(delivery -> held.hold(delivery, 100));

        assertThat(held.removeIf(delivery -> delivery != a2)).containsExactlyInAnyOrder(a1, b);
        assertThat(held.releaseDue(100)).containsExactly(a2);
    }

    private Delivery delivery(String key) {
        var record = new ConsumerRecord<>("t", 0, offset++, key.getBytes(UTF_8), new byte[0]);
        return new Delivery(lease, record, offset, OffsetTracker.NONE);
    }
}
