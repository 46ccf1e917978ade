package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A backlog ends where its partitions ended when it was opened, however many records come later. */
class BacklogTest {

    private static final TopicPartition ONE = new TopicPartition("jobs", 0);
    private static final TopicPartition OTHER = new TopicPartition("jobs", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void hasMoreUntilEveryPartitionIsAtTheEndThatItHad() {
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, OTHER, 5L));
        consumer.updateEndOffsets(Map.of(ONE, 2L, OTHER, 6L));
        try (Backlog backlog = new Backlog(consumer, List.of(ONE, OTHER))) {
            add(ONE, 0);
            add(OTHER, 5);
            add(OTHER, 6); // later than the start
            assertThat(backlog.hasMore()).isTrue();
            assertThat(backlog.poll()).hasSize(3);
            assertThat(backlog.hasMore()).isTrue();

            add(ONE, 1);
            assertThat(backlog.poll()).hasSize(1);
            assertThat(backlog.hasMore()).isFalse();

            backlog.commit();
            assertThat(consumer.committed(Set.of(ONE)).get(ONE).offset()).isEqualTo(2);
        }
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void hasNothingWhereThereIsNothing() {
        consumer.updateBeginningOffsets(Map.of(ONE, 3L));
        consumer.updateEndOffsets(Map.of(ONE, 3L));
        try (Backlog backlog = new Backlog(consumer, List.of(ONE))) {
            assertThat(backlog.hasMore()).isFalse();
        }
    }

    private void add(TopicPartition partition, long offset) {
        consumer.addRecord(
                new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
    }
}
