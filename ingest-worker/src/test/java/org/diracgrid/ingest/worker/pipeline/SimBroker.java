package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One topic's log and one consumer group: who should own a partition, who does, and what is committed.
 *
 * <p>It is also the judge of G1: a commit that runs ahead of what {@code isDone} fails the run.
 */
final class SimBroker {

    final String topic = "diracx.jobs.v1";
    final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new LinkedHashMap<>();
    final Map<TopicPartition, Long> ends = new LinkedHashMap<>();
    final Map<TopicPartition, Long> committed = new HashMap<>();
    final Map<TopicPartition, SimConsumer> owners = new HashMap<>();
    final Map<TopicPartition, SimConsumer> targets = new HashMap<>();
    private final Map<TopicPartition, Integer> checked = new HashMap<>();
    private final Predicate<ConsumerRecord<byte[], byte[]>> isDone;
    boolean eager;

    SimBroker(int partitions, Predicate<ConsumerRecord<byte[], byte[]>> isDone) {
        this.isDone = isDone;
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition key = new TopicPartition(topic, partition);
            log.put(key, new ArrayList<>());
            ends.put(key, 0L);
        }
    }

    /** Hands the partitions out anew, at random. */
    void reshuffle(List<SimConsumer> members, SimWorld world) {
        for (TopicPartition partition : log.keySet()) {
            targets.put(partition, members.isEmpty() ? null : members.get(world.random.nextInt(members.size())));
        }
    }

    Set<TopicPartition> ownedBy(SimConsumer member) {
        Set<TopicPartition> owned = new HashSet<>();
        owners.forEach((partition, owner) -> {
            if (owner == member) {
                owned.add(partition);
            }
        });
        return owned;
    }

    /** A member's session ends: its partitions are free at once, whether it knows or not. */
    void expire(SimConsumer member) {
        owners.values().removeIf(owner -> owner == member);
        targets.values().removeIf(target -> target == member);
    }

    void commit(SimConsumer member, Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            if (owners.get(partition) != member) {
                throw new AssertionError("fencing has to be checked before");
            }
            checkAllDoneBelow(partition, offset.offset());
            committed.put(partition, offset.offset());
        });
    }

    boolean isCommittedToTheEnd() {
        return log.keySet().stream().allMatch(p -> committed.getOrDefault(p, 0L) >= ends.get(p));
    }

    private void checkAllDoneBelow(TopicPartition partition, long offset) {
        if (offset > ends.get(partition)) {
            throw new AssertionError("committed " + offset + " beyond the end of " + partition);
        }
        List<ConsumerRecord<byte[], byte[]>> records = log.get(partition);
        int next = checked.getOrDefault(partition, 0);
        while (next < records.size() && records.get(next).offset() < offset) {
            if (!isDone.test(records.get(next))) {
                throw new AssertionError("committed " + offset + " of " + partition + ", but "
                        + records.get(next).offset() + " is neither stored nor parked");
            }
            next++;
        }
        checked.put(partition, next);
    }
}
