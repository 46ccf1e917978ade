package org.diracgrid.ingest.worker.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records a group has not committed yet, as everybody outside sees it: from its committed offsets, or from the
 * beginning where there are none. Confined to the calling thread.
 */
final class Lag {

    private final Admin admin;
    private final String group;
    private final Set<String> topics;

    Lag(Admin admin, String group, Set<String> topics) {
        this.admin = admin;
        this.group = group;
        this.topics = Set.copyOf(topics);
    }

    /** The lag over all partitions; empty where Kafka does not tell. */
    OptionalLong records() throws InterruptedException {
        try {
            var partitions = new ArrayList<TopicPartition>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((topic, description) -> description
                            .partitions()
                            .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            var ends = offsets(partitions, OffsetSpec.latest());
            var beginnings = offsets(partitions, OffsetSpec.earliest());
            return OptionalLong.of(partitions.stream()
                    .mapToLong(partition -> offset(ends, partition)
                            - Math.max(offset(beginnings, partition), committed(committed, partition)))
                    .map(lag -> Math.max(0, lag))
                    .sum());
        } catch (ExecutionException e) {
            return OptionalLong.empty();
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Iterable<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        var query = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> query.put(partition, spec));
        return admin.listOffsets(query).all().get();
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        var info = offsets.get(partition);
        return info == null ? 0 : info.offset();
    }

    private static long committed(Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
        var offset = committed.get(partition); // null where the group has never committed
        return offset == null ? 0 : offset.offset();
    }
}
