package org.diracgrid.ingest.demo.grid;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what topics hold, without a group. */
public final class TopicReader {

    private static final String REASON = "ingest.error.reason";
    private static final String STORE = "ingest.error.store";
    private static final String PARTITION = "__connect.errors.partition";
    private static final String OFFSET = "__connect.errors.offset";
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> properties;

    public TopicReader(String bootstrapServers) {
        this.properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
    }

    /**
     * Counts the dead letters of {@code topic} by their reasons, those of one record as one: a worker that was killed after it
     * had parked parks again.
     *
     * @param store whose pipeline parked them, for example {@code mysql}
     */
    public SortedMap<String, Integer> reasons(String topic, String store) {
        Map<String, String> byRecord = new HashMap<>();
        for (var letter : read(topic)) {
            if (header(letter, STORE).equals(store)) {
                // With its content: an offset comes again when a topic is made anew.
                String record = header(letter, PARTITION)
                        + '/'
                        + header(letter, OFFSET)
                        + '/'
                        + Arrays.hashCode(letter.key())
                        + '/'
                        + Arrays.hashCode(letter.value());
                byRecord.put(record, header(letter, REASON));
            }
        }
        SortedMap<String, Integer> reasons = new TreeMap<>();
        byRecord.values().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        return reasons;
    }

    /** All records that {@code topic} holds now. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = consumer()) {
            Collection<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    private Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Collection<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? "nothing"
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
