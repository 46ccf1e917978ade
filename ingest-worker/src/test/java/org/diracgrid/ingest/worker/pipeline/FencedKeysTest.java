package org.diracgrid.ingest.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A closed key opens when its offset is committed, keeps its order and lets other keys pass. */
class FencedKeysTest {

    private static final int CLOSED_MAX = 3;

    private final FencedKeys fenced = new FencedKeys(CLOSED_MAX);
    private final PartitionLease lease = new PartitionLease(new TopicPartition("t", 0), 1);
    private final PartitionLease other = new PartitionLease(new TopicPartition("t", 1), 2);

    @Test
    void holdsWhatIsBehindAClosingDeliveryUntilThatIsCommitted() {
        Delivery closing = delivery(4, "a");
        Delivery behind = delivery(5, "a");
        fenced.close(closing);

        assertThat(fenced.holds(closing)).isFalse();
        assertThat(fenced.holds(behind)).isTrue();
        assertThat(fenced.holds(delivery(6, "b"))).isFalse();
        fenced.hold(behind);
        assertThat(fenced.awaited()).isEqualTo(Map.of(lease, 4L));
        lease.committedUpTo(4);
        assertThat(fenced.release()).isEmpty();
        lease.committedUpTo(5);
        assertThat(fenced.release()).containsExactly(behind);
        assertThat(fenced.awaited()).isEmpty();
        assertThat(fenced.holds(delivery(7, "a"))).isFalse();
    }

    @Test
    void asksForNothingWhileNothingWaits() {
        fenced.close(delivery(4, "a"));

        assertThat(fenced.awaited()).isEmpty();
    }

    @Test
    void admitsAFencedDeliveryWhenItsPredecessorIsCommitted() {
        Delivery first = new Delivery(lease, record(7, "a"), 0, OffsetTracker.NONE);
        Delivery second = new Delivery(lease, record(9, "a"), 1, 7);

        assertThat(fenced.admits(first)).isTrue();
        assertThat(fenced.admits(second)).isFalse();
        fenced.hold(second);
        assertThat(fenced.awaited()).isEqualTo(Map.of(lease, 7L));
        lease.committedUpTo(8);
        assertThat(fenced.admits(second)).isTrue();
        assertThat(fenced.release()).containsExactly(second);
    }

    @Test
    void keepsTheOrderWhereADeferredDeliveryComesBackBehindTheirBacks() {
        Delivery rejected = delivery(1, "a");
        Delivery deferred = delivery(2, "a");
        Delivery waiting = new Delivery(lease, record(3, "a"), 3, 2);
        Delivery last = delivery(4, "a");
        fenced.hold(waiting);
        fenced.hold(last);

        fenced.close(rejected);
        assertThat(fenced.holds(deferred)).isTrue();
        fenced.hold(deferred);

        assertThat(fenced.awaited()).isEqualTo(Map.of(lease, 1L));
        lease.committedUpTo(2);
        assertThat(fenced.release()).containsExactly(deferred, waiting, last);
    }

    @Test
    void aDeliveryIsNotHeldByLaterOnesThatWait() {
        Delivery first = delivery(1, "a");
        fenced.close(first);
        fenced.hold(delivery(2, "a"));

        assertThat(fenced.holds(first)).isFalse();
        assertThat(fenced.holdsBefore(first)).isFalse();
        assertThat(fenced.holdsBefore(delivery(3, "a"))).isTrue();
    }

    @Test
    void partitionsDoNotMindEachOther() {
        fenced.close(delivery(4, "a"));

        assertThat(fenced.holds(new Delivery(other, record(5, "a"), 0, OffsetTracker.NONE)))
                .isFalse();
    }

    @Test
    void givesBackWhatWasWithdrawn() {
        Delivery stale = delivery(5, "a");
        fenced.close(delivery(4, "a"));
        fenced.hold(stale);
        lease.withdraw();

        assertThat(fenced.release()).containsExactly(stale);
        assertThat(fenced.awaited()).isEmpty();
        assertThat(fenced.release()).isEmpty();
    }

    @Test
    void hasABoundOfClosedKeysAndWaitsForTheOldest() {
        fenced.close(delivery(10, "a"));
        fenced.close(delivery(11, "b"));
        fenced.close(delivery(12, "c"));
        Delivery next = delivery(13, "d");

        assertThat(fenced.admits(next)).isFalse();
        assertThat(fenced.admits(delivery(9, "e")))
                .as("none that it could wait for without waiting for itself")
                .isTrue();
        fenced.hold(next);
        assertThat(fenced.awaited()).isEqualTo(Map.of(lease, 10L));
        lease.committedUpTo(11);
        assertThat(fenced.admits(next)).isTrue();
        assertThat(fenced.release()).containsExactly(next);
    }

    @Test
    void aNewAnswerIsGivenAfterEachRelease() {
        fenced.close(delivery(1, "a"));
        fenced.hold(delivery(2, "a"));
        Map<PartitionLease, Long> before = fenced.awaited();

        fenced.release();

        assertThat(fenced.awaited()).isEqualTo(before).isNotSameAs(before);
    }

    private Delivery delivery(long offset, String key) {
        return new Delivery(lease, record(offset, key), offset, OffsetTracker.NONE);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String key) {
        return new ConsumerRecord<>("t", 0, offset, key.getBytes(UTF_8), new byte[0]);
    }
}
