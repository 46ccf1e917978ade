package org.diracgrid.ingest.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.devstack.DevStack;

/** The topics of the shared broker. Tests use them by their real names, so each begins without them. */
public final class TestTopics {

    private TestTopics() {}

    /** Removes all topics, and waits until they are gone. */
    public static void remove(DevStack stack) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> admin.listTopics().names().get().isEmpty());
        }
    }

    /** All records that {@code topic} holds now, in order within each partition. */
    public static List<ConsumerRecord<byte[], byte[]>> read(DevStack stack, String topic) {
        var properties = Map.<String, Object>of("bootstrap.servers", stack.kafkaBootstrapServers());
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            var ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
            return records;
        }
    }

    /** Why a dead letter was parked. */
    public static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, "ingest.error.reason");
    }

    /** The text of a header, which must be there. */
    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
