package org.diracgrid.ingest.worker.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Properties of the Kafka clients, passed on as they are, except those that would break a guarantee. Prints secrets as
 * {@code ***}.
 */
public final class KafkaConfig {

    static final String PREFIX = "kafka.";

    /** Properties that are ours, and why. */
    private static final Map<String, String> REFUSED = Map.of(
            "enable.auto.commit", "offsets are committed only after the store has confirmed",
            "group.id", "set group-id instead",
            "key.deserializer", "records are read as bytes",
            "value.deserializer", "records are read as bytes",
            "key.serializer", "records are written as bytes",
            "value.serializer", "records are written as bytes",
            "acks", "a record counts as sent only when all replicas have it",
            "enable.idempotence", "records are sent once and in order",
            "max.in.flight.requests.per.connection", "records are sent once and in order",
            "transactional.id", "the worker does not use transactions");

    private final Map<String, String> properties;

    /**
     * @param properties names as Kafka has them
     * @throws ConfigException if one of them is not for the user to set
     */
    public KafkaConfig(Map<String, String> properties) {
        properties.keySet().forEach(name -> {
            var reason = REFUSED.get(name);
            if (reason != null) {
                throw new ConfigException(PREFIX + name + ": \"" + shown(name, properties.getOrDefault(name, ""))
                        + "\" is not allowed; this property cannot be set: " + reason);
            }
        });
        this.properties = Map.copyOf(properties);
    }

    /** All properties, without {@code kafka.} in front. */
    public Map<String, String> properties() {
        return properties;
    }

    /**
     * Host and port of one or more brokers.
     *
     * @throws ConfigException if they are not set
     */
    public String bootstrapServers() {
        var servers = properties.get("bootstrap.servers");
        if (servers == null || servers.isBlank()) {
            throw new ConfigException(
                    "KAFKA_BOOTSTRAP_SERVERS is not set; expected host:port of one or more brokers, separated by"
                            + " commas");
        }
        return servers;
    }

    @Override
    public String toString() {
        return new TreeMap<>(properties)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + '=' + shown(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /** {@code value}, or {@code ***} where {@code name} is that of a secret. */
    static String shown(String name, String value) {
        var lower = name.toLowerCase(Locale.ROOT);
        var secret = lower.contains("password")
                || lower.contains("secret")
                || lower.contains("jaas")
                || lower.contains("token")
                || lower.endsWith(".key");
        return secret ? "***" : value;
    }
}
