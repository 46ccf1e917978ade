package org.diracgrid.ingest.worker.pipeline;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has offsets committed that a lane waits for, as soon as they can be and not at the interval, and tells the lane.
 *
 * <pre>
 * lane 2 waits for p0@7 to be committed up to 41 · 41 is settled      → the committer is hurried
 *                                                 · 41 is committed   → lane 2 is told, once
 *                                                 · 41 is not settled → nothing; what it takes to settle waits for less
 * </pre>
 *
 * A commit is hurried only if it sets somebody free, and the committer has one in flight at most: that bounds the rate.
 *
 * <p>Confined to the poll thread.
 */
final class AwaitedCommits {

    private final List<Lane> lanes;
    private final Assignment assignment;
    private final OffsetCommitter committer;
    private final @Nullable Map<?, ?>[] told; // per lane: the last wish that it was told to look at again
    private boolean isAwaited;

    AwaitedCommits(List<Lane> lanes, Assignment assignment, OffsetCommitter committer) {
        this.lanes = List.copyOf(lanes);
        this.assignment = assignment;
        this.committer = committer;
        this.told = new Map<?, ?>[lanes.size()];
    }

    void look() {
        isAwaited = false;
        for (int i = 0; i < told.length; i++) {
            Map<PartitionLease, Long> awaited = lanes.get(i).awaitedCommits();
            isAwaited |= !awaited.isEmpty();
            if (awaited != told[i]) { // else the lane has not come to look yet
                for (Map.Entry<PartitionLease, Long> wish : awaited.entrySet()) {
                    if (isOver(wish.getKey(), wish.getValue())) {
                        told[i] = awaited;
                        lanes.get(i).releaseCommitted();
                        break;
                    }
                    if (isSettled(wish.getKey(), wish.getValue())) {
                        committer.hurry();
                    }
                }
            }
        }
    }

    /** Whether a lane waited for some commit at the last look, so that acks should be looked at soon. */
    boolean isAwaited() {
        return isAwaited;
    }

    private static boolean isOver(PartitionLease lease, long offset) {
        return !lease.isOffered() || lease.isCommitted(offset);
    }

    private boolean isSettled(PartitionLease lease, long offset) {
        LeasedPartition leased = assignment.at(lease.partition());
        return leased != null && leased.lease() == lease && leased.tracker().committable() > offset;
    }
}
