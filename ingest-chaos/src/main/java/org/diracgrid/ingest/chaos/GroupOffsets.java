package org.diracgrid.ingest.chaos;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a group is with some topics.
 *
 * <p>Thread-safe, as the client is.
 */
final class GroupOffsets {

    private final Admin admin;
    private final String group;
    private final Set<String> topics;

    /** @param admin not closed by this */
    GroupOffsets(Admin admin, String group, Set<String> topics) {
        this.admin = admin;
        this.group = group;
        this.topics = Set.copyOf(topics);
    }

    /**
     * What was seen at one moment.
     *
     * @param committed sum of the committed offsets
     * @param left how many records are not committed
     */
    record Look(long committed, long left) {}

    /** The sum of the committed offsets, which is the number of records that are done if no log lost its beginning. */
    long committed() throws InterruptedException {
        return committedOffsets().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The ids that the broker gave to its members: other ones mean that somebody joined, left, or was thrown out. */
    Set<String> members() throws InterruptedException {
        try {
            return admin.describeConsumerGroups(Set.of(group)).all().get().values().stream()
                    .flatMap(description -> description.members().stream())
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    Look look() throws InterruptedException {
        Map<TopicPartition, Long> committed = committedOffsets();
        long left = 0;
        try {
            Set<TopicPartition> partitions = partitions();
            Map<TopicPartition, Long> beginnings = offsets(partitions, OffsetSpec.earliest());
            for (var end : offsets(partitions, OffsetSpec.latest()).entrySet()) {
                long beginning = beginnings.getOrDefault(end.getKey(), 0L);
                long next = committed.getOrDefault(end.getKey(), 0L);
                boolean isOfAnotherLog = next > end.getValue(); // the topic was made anew since
                left += end.getValue() - (isOfAnotherLog ? beginning : Math.max(beginning, next));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return new Look(committed.values().stream().mapToLong(Long::longValue).sum(), left);
    }

    private Map<TopicPartition, Long> committedOffsets() throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> topics.contains(entry.getKey().topic()) && entry.getValue() != null)
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> offsetOf(entry.getValue())));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long offsetOf(OffsetAndMetadata committed) {
        return committed.offset();
    }

    private Set<TopicPartition> partitions() throws InterruptedException, ExecutionException {
        Set<TopicPartition> partitions = new HashSet<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        return partitions;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, p -> spec)))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> offsetOf(entry.getValue())));
    }

    private static long offsetOf(ListOffsetsResultInfo info) {
        return info.offset();
    }
}
