package org.diracgrid.ingest.worker.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.worker.config.KafkaConfig;
import org.diracgrid.ingest.worker.outbox.Outbox;

/**
 * Makes Kafka clients. Three layers: our defaults, the user's properties, and what no user may change because a
 * guarantee hangs on it ({@link KafkaConfig} has refused those by name already). Immutable.
 */
final class KafkaClients {

    /**
     * For so long a dead member keeps its partitions. Shorter than Kafka's default of 45 s: the poll thread never blocks
     * and heartbeats have a thread of their own, so a member that is silent for 10 s is gone.
     */
    static final int SESSION_TIMEOUT_MS = 10_000;

    /** A fifth of Kafka's default. */
    private static final int METADATA_MAX_AGE_MS = 60_000;

    /** What a producer holds that the broker has not taken yet; at least one record of the largest size fits. */
    private static final long BUFFER_BYTES = 16L << 20;

    private final KafkaConfig config;

    KafkaClients(KafkaConfig config) {
        this.config = config;
    }

    /** A consumer of {@code group} that commits only what it is told to. */
    Consumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(consumerProperties(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Map<String, Object> consumerProperties(String group) {
        var properties = new HashMap<String, Object>();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, HeapShares.current().fetchBytes());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // Partitions that are added are found this late, and a topic that was made anew.
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        if (!"consumer".equals(config.properties().get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            // With KIP-848 these are the broker's affair, and the client refuses to start when it is given them.
            properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
            properties.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        addUserProperties(properties, ConsumerConfig.configNames());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return properties;
    }

    /**
     * A producer that sends once and in order.
     *
     * @param maxRequestBytes the largest record it sends, and a little more
     */
    Producer<byte[], byte[]> producer(String clientId, long maxRequestBytes) {
        return new KafkaProducer<>(
                producerProperties(clientId, maxRequestBytes), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Map<String, Object> producerProperties(String clientId, long maxRequestBytes) {
        var properties = new HashMap<String, Object>();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0); // lists come whole, and a lane waits for the answer
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.toIntExact(maxRequestBytes));
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(BUFFER_BYTES, maxRequestBytes));
        addUserProperties(properties, ProducerConfig.configNames());
        properties.putAll(Outbox.REQUIRED_PRODUCER_SETTINGS);
        return properties;
    }

    /** A client for topics, groups and offsets, which gives up after seconds instead of a minute. */
    Admin admin() {
        var properties = new HashMap<String, Object>();
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        addUserProperties(properties, AdminClientConfig.configNames());
        return Admin.create(properties);
    }

    /** Properties that no client of this Kafka version knows: they may be for a plug-in, or misspelt. */
    Set<String> unknownProperties() {
        var unknown = new TreeSet<>(config.properties().keySet());
        unknown.removeAll(ConsumerConfig.configNames());
        unknown.removeAll(ProducerConfig.configNames());
        unknown.removeAll(AdminClientConfig.configNames());
        return unknown;
    }

    /** Adds what {@code known} names and what nobody knows; a property of another kind of client is left out. */
    private void addUserProperties(Map<String, Object> properties, Set<String> known) {
        properties.put("bootstrap.servers", config.bootstrapServers());
        var unknown = unknownProperties();
        config.properties().forEach((name, value) -> {
            if (known.contains(name) || unknown.contains(name)) {
                properties.put(name, value);
            }
        });
    }
}
