package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code init --topics} gives the topics that it creates; topics that exist are never altered.
 *
 * @param partitions of every topic; the broker's default where absent
 * @param replicationFactor of every topic; the broker's default where absent
 * @param retention of the main topics
 * @param deadLetterRetention of the dead-letter topics
 * @param maxMessageBytes of the main topics; well above {@code events.max-value-bytes}, so that a value that is too
 *     large reaches the worker and can be dead-lettered whole
 * @param deadLetterMaxMessageBytes of the dead-letter topics; above {@code maxMessageBytes}, for the added headers
 */
public record TopicsConfig(
        Optional<Integer> partitions,
        Optional<Integer> replicationFactor,
        Duration retention,
        Duration deadLetterRetention,
        long maxMessageBytes,
        long deadLetterMaxMessageBytes) {

    static final Key<Integer> PARTITIONS = Key.count(
                    "topics.partitions",
                    1,
                    10_000,
                    "Partitions of the topics that init creates; the broker's default where it is not set.")
            .asOptional();
    static final Key<Integer> REPLICATION_FACTOR = Key.count(
                    "topics.replication-factor",
                    1,
                    100,
                    "Replicas of the topics that init creates; the broker's default where it is not set.")
            .asOptional();
    static final Key<Duration> RETENTION = Key.duration(
            "topics.retention",
            Duration.ofMinutes(1),
            Duration.ofDays(3650),
            "Retention of the main topics that init creates.");
    static final Key<Duration> DLQ_RETENTION = Key.duration(
            "topics.dlq-retention",
            Duration.ofMinutes(1),
            Duration.ofDays(3650),
            "Retention of the dead-letter topics that init creates.");
    static final Key<Long> MAX_MESSAGE_BYTES = Key.size(
            "topics.max-message-bytes",
            1L << 20,
            512L << 20,
            "Largest record batch of the main topics that init creates, and of what produce sends.");
    static final Key<Long> DLQ_MAX_MESSAGE_BYTES = Key.size(
            "topics.dlq-max-message-bytes",
            1L << 20,
            1L << 30,
            "Largest record batch of the dead-letter topics that init creates, and of what the worker parks.");
    static final List<Key<?>> KEYS =
            List.of(PARTITIONS, REPLICATION_FACTOR, RETENTION, DLQ_RETENTION, MAX_MESSAGE_BYTES, DLQ_MAX_MESSAGE_BYTES);

    public TopicsConfig {
        partitions.ifPresent(PARTITIONS::check);
        replicationFactor.ifPresent(REPLICATION_FACTOR::check);
        RETENTION.check(retention);
        DLQ_RETENTION.check(deadLetterRetention);
        MAX_MESSAGE_BYTES.check(maxMessageBytes);
        DLQ_MAX_MESSAGE_BYTES.check(deadLetterMaxMessageBytes);
        if (deadLetterMaxMessageBytes < maxMessageBytes) {
            throw ConfigException.badValue(
                    DLQ_MAX_MESSAGE_BYTES.name(),
                    DLQ_MAX_MESSAGE_BYTES.print(deadLetterMaxMessageBytes),
                    "no less than " + MAX_MESSAGE_BYTES.name() + ", which is "
                            + MAX_MESSAGE_BYTES.print(maxMessageBytes));
        }
    }

    /**
     * Checks a number of partitions that was given in place of the configured one.
     *
     * @throws ConfigException if it is out of range
     */
    public static int checkPartitions(int partitions) {
        return PARTITIONS.check(partitions);
    }

    static TopicsConfig from(Settings settings) {
        return new TopicsConfig(
                settings.find(PARTITIONS),
                settings.find(REPLICATION_FACTOR),
                settings.get(RETENTION),
                settings.get(DLQ_RETENTION),
                settings.get(MAX_MESSAGE_BYTES),
                settings.get(DLQ_MAX_MESSAGE_BYTES));
    }
}
