package org.diracgrid.ingest.worker.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.diracgrid.ingest.model.event.Topics;
import org.diracgrid.ingest.worker.config.TopicsConfig;

/**
 * A topic as {@code init} makes it. Immutable.
 *
 * @param partitions how many, or the broker's default
 * @param replicationFactor how many, or the broker's default
 * @param settings its configuration, by Kafka's names
 */
record TopicPlan(
        String name, Optional<Integer> partitions, Optional<Integer> replicationFactor, Map<String, String> settings) {

    /** All topics, each main topic before its dead-letter topic. */
    static List<TopicPlan> all(TopicsConfig config, Optional<Integer> partitions) {
        return Stream.of(Topics.JOBS, Topics.PILOTS, Topics.PILOT_LOGS, Topics.JOBS_APPLIED)
                .flatMap(name -> Stream.of(
                        plan(config, partitions, name, config.retention(), config.maxMessageBytes())
                                .with(timestamps(name)),
                        plan(
                                config,
                                partitions,
                                Topics.deadLetter(name),
                                config.deadLetterRetention(),
                                config.deadLetterMaxMessageBytes())))
                .toList();
    }

    private static TopicPlan plan(
            TopicsConfig config, Optional<Integer> partitions, String name, Duration retention, long maxMessageBytes) {
        return new TopicPlan(
                name,
                partitions,
                config.replicationFactor(),
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(maxMessageBytes)));
    }

    /** Of what the feed says, the log's own clock has to tell whether it still held; see the feed's expiry. */
    private static Map<String, String> timestamps(String name) {
        return name.equals(Topics.JOBS_APPLIED)
                ? Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
                : Map.of();
    }

    private TopicPlan with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new TopicPlan(name, partitions, replicationFactor, all);
    }

    NewTopic toNewTopic() {
        return new NewTopic(name, partitions, replicationFactor.map(Integer::shortValue)).configs(settings);
    }
}
