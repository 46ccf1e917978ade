package org.diracgrid.ingest.worker.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Knows when the topics are done up to the end they had at the start: every assigned partition is settled and committed
 * that far. Partitions that others hold are theirs; but as a dead member keeps its partitions until its session times
 * out, those that nobody has finished are waited for.
 *
 * <p>Confined to the poll thread.
 */
final class CaughtUp {

    private static final long LOOK_INTERVAL_MS = 50;

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final OffsetCommitter committer;
    private final PartitionMoves moves;
    private final PipelineLimits limits;
    private final Map<TopicPartition, Long> ends = new HashMap<>(); // of partitions that hold something
    private long nextLookMs = Long.MIN_VALUE;
    private long nextForeignLookMs = Long.MIN_VALUE;

    CaughtUp(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            OffsetCommitter committer,
            PartitionMoves moves,
            PipelineLimits limits) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.committer = committer;
        this.moves = moves;
        this.limits = limits;
    }

    /** Notes where the topics end now. */
    void begin(Collection<String> topics) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (String topic : topics) {
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
        }
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions).forEach((partition, end) -> {
            if (!end.equals(beginnings.get(partition))) {
                ends.put(partition, end);
            }
        });
    }

    boolean isReached(long nowMs) {
        if (moves.lastMoveMs() == PartitionMoves.NEVER || nowMs < nextLookMs) {
            return false;
        }
        nextLookMs = nowMs + LOOK_INTERVAL_MS;
        return oursAreDone() && othersAreDone(nowMs);
    }

    private boolean oursAreDone() {
        boolean done = true;
        for (LeasedPartition leased : assignment.partitions()) {
            Long end = ends.get(leased.partition());
            if (end != null && leased.committed() < end) {
                done = false;
                if (leased.tracker().pending() == 0) {
                    committer.hurry();
                }
            }
        }
        return done;
    }

    private boolean othersAreDone(long nowMs) {
        Set<TopicPartition> others = new HashSet<>(ends.keySet());
        assignment.partitions().forEach(leased -> others.remove(leased.partition()));
        if (others.isEmpty() || nowMs - moves.lastMoveMs() >= limits.foreignPartitionsMs()) {
            return true;
        }
        if (nowMs < nextForeignLookMs) {
            return false;
        }
        nextForeignLookMs = nowMs + limits.commitIntervalMs();
        return areCommitted(others);
    }

    private boolean areCommitted(Set<TopicPartition> others) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    consumer.committed(others, Duration.ofMillis(limits.commitTimeoutMs()));
            return others.stream().allMatch(partition -> isCommitted(partition, committed.get(partition)));
        } catch (TimeoutException e) {
            return false; // the next look tells
        }
    }

    private boolean isCommitted(TopicPartition partition, @Nullable OffsetAndMetadata committed) {
        Long end = ends.get(partition);
        return end == null || (committed != null && committed.offset() >= end);
    }
}
