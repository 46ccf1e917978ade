package org.diracgrid.ingest.worker.pipeline;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions this worker holds, and what is in flight from them: deliveries are opened and settled here.
 *
 * <p>Invariant: a delivery counts in the total budget from {@link #open} until it comes back through {@link #settle},
 * whatever happens to its partition in between.
 *
 * <p>Confined to the poll thread.
 */
final class Assignment {

    private static final Logger log = LoggerFactory.getLogger(Assignment.class);

    private final OwnerThread owner = new OwnerThread();
    private final PipelineLimits limits;
    private final InFlightBudget total;
    private final Map<TopicPartition, LeasedPartition> partitions = new LinkedHashMap<>();
    private long lastEpoch;
    private long moves;

    private int received;
    private long receivedBytes;
    private int stored;
    private int superseded;
    private int parked;
    private int stale;

    Assignment(PipelineLimits limits) {
        this.limits = limits;
        this.total = new InFlightBudget(limits.inFlightRecordsMax(), limits.inFlightBytesMax());
    }

    /** Begins a lease on {@code partition}, unless there is one. */
    void lease(TopicPartition partition) {
        owner.check();
        partitions.computeIfAbsent(partition, this::newLease);
    }

    /** Ends the lease on {@code partition}, if there is one: from now on what comes back from it is stale. */
    void close(TopicPartition partition) {
        owner.check();
        LeasedPartition closed = partitions.remove(partition);
        if (closed != null) {
            closed.lease().end();
        }
    }

    /** Takes up a record: lease and offset are on the books before anything can settle. */
    Delivery open(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        owner.check();
        LeasedPartition leased = partitions.get(partition);
        if (leased == null) {
            throw new IllegalStateException("record of " + partition + ", which is not leased");
        }
        if (!leased.tracker().follows(record.offset())) {
            leased = startOver(leased, record.offset());
        }
        long slot = leased.tracker().open(record.offset());
        long predecessor = leased.predecessors().before(record);
        Delivery delivery = new Delivery(leased.lease(), record, slot, predecessor);
        leased.budget().take(delivery.bytes());
        total.take(delivery.bytes());
        moves++;
        received++;
        receivedBytes += delivery.bytes();
        return delivery;
    }

    /** Takes back a delivery that its lane is done with. */
    void settle(Delivery delivery) {
        owner.check();
        moves++;
        total.giveBack(delivery.bytes());
        LeasedPartition leased = partitions.get(delivery.lease().partition());
        if (leased == null || leased.lease() != delivery.lease()) {
            stale++;
            return;
        }
        leased.budget().giveBack(delivery.bytes());
        boolean finished = count(delivery.fate());
        if (finished) {
            leased.tracker().settle(delivery.slot());
        }
    }

    /** Tells {@code listener} what was opened and settled since the last time, and what is in flight. */
    void report(PipelineListener listener) {
        if (received > 0) {
            listener.received(received, receivedBytes);
            received = 0;
            receivedBytes = 0;
        }
        if (stored + superseded + parked + stale > 0) {
            listener.finished(stored, superseded, parked, stale);
            stored = 0;
            superseded = 0;
            parked = 0;
            stale = 0;
        }
        listener.inFlight(total.records(), total.bytes());
    }

    /** How often something was opened or settled. */
    long moves() {
        return moves;
    }

    Collection<LeasedPartition> partitions() {
        return partitions.values();
    }

    @Nullable
    LeasedPartition at(TopicPartition partition) {
        return partitions.get(partition);
    }

    InFlightBudget total() {
        return total;
    }

    /** Counts a fate; true if it lets the offset settle. */
    private boolean count(Delivery.Fate fate) {
        return switch (fate) {
            case STORED -> {
                stored++;
                yield true;
            }
            case SUPERSEDED -> {
                superseded++;
                yield true;
            }
            case PARKED -> {
                parked++;
                yield true;
            }
            case STALE -> {
                stale++;
                yield false;
            }
        };
    }

    private LeasedPartition newLease(TopicPartition partition) {
        PartitionLease lease = new PartitionLease(partition, ++lastEpoch);
        return new LeasedPartition(lease, new InFlightBudget(limits.partitionRecordsMax(), limits.partitionBytesMax()));
    }

    /** The log went back: an offset reset, or another topic under the old name. What is in flight belongs to the past. */
    private LeasedPartition startOver(LeasedPartition past, long offset) {
        log.warn(
                "offsets went back, starting over: partition={} offset={} committable={}",
                past.partition(),
                offset,
                past.tracker().committable());
        close(past.partition());
        LeasedPartition fresh = newLease(past.partition());
        fresh.setPaused(past.isPaused()); // the consumer's own pause state outlives the lease
        partitions.put(past.partition(), fresh);
        return fresh;
    }
}
