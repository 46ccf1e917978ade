package org.diracgrid.ingest.bench.peer;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a topic held for one lane when it was opened, from where the group is, read with a plain consumer and its defaults. Partitions are dealt
 * out, not balanced: the lanes of one process know each other. Confined to the lane's thread.
 */
final class Backlog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    /** @param partitions to be read by {@code consumer}, which this object closes */
    Backlog(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        this.consumer = consumer;
        consumer.assign(partitions);
        this.ends = Map.copyOf(consumer.endOffsets(partitions));
    }

    /** @param lane 0 … {@link PeerSettings#lanes()} - 1 */
    static Backlog open(PeerSettings settings, int lane) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        settings.group(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        return new Backlog(
                consumer,
                consumer.partitionsFor(settings.topic()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .filter(partition -> partition.partition() % settings.lanes() == lane)
                        .toList());
    }

    /** Whether something is left of it. */
    boolean hasMore() {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    /** Some of what is left, perhaps nothing yet. */
    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(POLL);
    }

    /** Everything that was polled is done with. */
    void commit() {
        consumer.commitSync();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
