package org.diracgrid.ingest.worker.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/** Kafka's MockConsumer as a member of a simulated group; rebalances and answers to commits come within its polls. */
final class SimConsumer extends MockConsumer<byte[], byte[]> {

    private final SimBroker broker;
    private final SimWorld world;
    private final int pollRecordsMax;
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final Set<TopicPartition> lost = new HashSet<>();
    private ConsumerRebalanceListener listener;
    private Set<TopicPartition> granted = Set.of(); // this member's, of which it has not heard yet
    private boolean joined;
    boolean faulty = true;

    SimConsumer(SimBroker broker, SimWorld world, int pollRecordsMax) {
        super("earliest");
        this.broker = broker;
        this.world = world;
        this.pollRecordsMax = pollRecordsMax;
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        broker.log.keySet().forEach(partition -> beginnings.put(partition, 0L));
        updateBeginningOffsets(beginnings);
        updateEndOffsets(new HashMap<>(broker.ends));
        updatePartitions(
                broker.topic,
                broker.log.keySet().stream()
                        .map(p -> new PartitionInfo(p.topic(), p.partition(), null, null, null))
                        .toList());
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener callback) {
        listener = callback;
        super.subscribe(topics, callback);
    }

    /** The session ends without this member knowing; its next poll tells it. */
    void expire() {
        lost.addAll(broker.ownedBy(this));
        broker.expire(this);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        while (!answers.isEmpty()) {
            answers.removeFirst().run();
        }
        if (granted.isEmpty()) {
            loseWhatIsLost();
            rejoin();
        } else {
            hear(); // also where it has lost them since: that takes one more answer
        }
        feed();
        ConsumerRecords<byte[], byte[]> records = super.poll(Duration.ZERO);
        passTrailingGaps();
        return records;
    }

    private void loseWhatIsLost() {
        if (!lost.isEmpty()) {
            Set<TopicPartition> gone = Set.copyOf(lost);
            lost.clear();
            gone.forEach(partition -> broker.owners.remove(partition, this)); // taken again in the drain of a revoke
            listener.onPartitionsLost(gone);
            Set<TopicPartition> rest = new HashSet<>(assignment());
            rest.removeAll(gone);
            rebalance(rest);
        }
    }

    private void rejoin() {
        Set<TopicPartition> mine = new HashSet<>(assignment());
        Set<TopicPartition> keep = new HashSet<>(mine);
        keep.removeIf(partition -> broker.targets.get(partition) != this);
        Set<TopicPartition> next = new HashSet<>(keep);
        broker.targets.forEach((partition, target) -> {
            if (target == this && broker.owners.get(partition) == null) {
                next.add(partition);
            }
        });
        if (next.equals(mine) && joined) {
            return;
        }
        mine.removeAll(broker.eager ? Set.of() : keep);
        resume(mine); // MockConsumer would keep what was paused, a real one forgets
        rebalance(broker.eager ? Set.of() : keep); // revokes
        mine.forEach(partition -> broker.owners.remove(partition, this));
        next.forEach(partition -> broker.owners.put(partition, this));
        if (!joined && next.isEmpty()) {
            listener.onPartitionsAssigned(Set.of());
        }
        joined = true;
        granted = next;
        if (!faulty || world.chance(0.7)) {
            hear();
        }
    }

    private void hear() {
        Set<TopicPartition> fresh = new HashSet<>(granted);
        fresh.removeAll(assignment());
        rebalance(granted); // assigns
        for (TopicPartition partition : fresh) {
            seek(partition, broker.committed.getOrDefault(partition, 0L));
        }
        granted = Set.of();
    }

    /** Gives MockConsumer what the log has, no more than one poll takes, so that nothing is left over in it. */
    private void feed() {
        int room = 1 + world.random.nextInt(pollRecordsMax);
        for (TopicPartition partition : assignment()) {
            if (paused().contains(partition)) {
                continue;
            }
            long position = position(partition);
            for (ConsumerRecord<byte[], byte[]> record : broker.log.get(partition)) {
                if (record.offset() >= position && room > 0) {
                    addRecord(record);
                    room--;
                }
            }
        }
    }

    private void passTrailingGaps() {
        for (TopicPartition partition : assignment()) {
            List<ConsumerRecord<byte[], byte[]>> records = broker.log.get(partition);
            long last = records.isEmpty() ? -1 : records.get(records.size() - 1).offset();
            if (position(partition) > last) {
                seek(partition, broker.ends.get(partition));
            }
        }
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        Exception failure = tryCommit(offsets);
        // The consumer protocol's client gives no offsets with a failure, the classic one does.
        answers.addLast(() -> callback.onComplete(failure == null ? offsets : null, failure));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        RuntimeException failure = tryCommit(offsets);
        if (failure != null) {
            throw failure;
        }
    }

    private RuntimeException tryCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!broker.ownedBy(this).containsAll(offsets.keySet())) {
            return new CommitFailedException();
        }
        if (faulty && world.chance(0.05)) {
            return new RebalanceInProgressException();
        }
        broker.commit(this, offsets);
        return faulty && world.chance(0.05) ? new RetriableCommitFailedException("answer lost") : null;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions, Duration timeout) {
        Map<TopicPartition, OffsetAndMetadata> found = new LinkedHashMap<>();
        partitions.forEach(partition -> {
            Long offset = broker.committed.get(partition);
            found.put(partition, offset == null ? null : new OffsetAndMetadata(offset));
        });
        return found;
    }

    @Override
    public void close(CloseOptions options) {
        broker.expire(this);
        super.close(options);
    }
}
