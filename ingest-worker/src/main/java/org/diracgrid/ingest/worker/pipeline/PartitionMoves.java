package org.diracgrid.ingest.worker.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes partitions over and gives them away.
 *
 * <pre>
 * assigned: lease opened → flow control applied again
 * revoked:  lease withdrawn → lanes drop what is not with the store → drained, within the bound → committed → closed
 * lost:     lease withdrawn and closed; somebody else owns the partition already, so nothing is committed
 * </pre>
 *
 * <p>Confined to the poll thread; the consumer calls it from within {@code poll} and {@code close}.
 */
final class PartitionMoves implements ConsumerRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(PartitionMoves.class);

    private final Assignment assignment;
    private final Lanes lanes;
    private final AckInbox acks;
    private final OffsetCommitter committer;
    private final Membership membership;
    private final FlowControl flow;
    private final PipelineLimits limits;
    private final PipelineListener listener;
    private final InstantSource clock;
    private long lastMoveMs = NEVER;

    /** While lanes are waited for: they write as long as they see that this thread lives. */
    private static final long LOOK_INTERVAL_MS = 200;

    /** No assignment was heard of yet. */
    static final long NEVER = Long.MAX_VALUE;

    PartitionMoves(
            Assignment assignment,
            Lanes lanes,
            AckInbox acks,
            OffsetCommitter committer,
            Membership membership,
            FlowControl flow,
            PipelineLimits limits,
            PipelineListener listener,
            InstantSource clock) {
        this.assignment = assignment;
        this.lanes = lanes;
        this.acks = acks;
        this.committer = committer;
        this.membership = membership;
        this.flow = flow;
        this.limits = limits;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        log.info("partitions assigned: partitions={}", partitions);
        partitions.forEach(assignment::lease);
        flow.reapply();
        lastMoveMs = clock.millis();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        log.info("partitions revoked: partitions={}", partitions);
        giveAway(leased(partitions), clock.millis() + limits.drainMs());
        lastMoveMs = clock.millis();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        log.warn("partitions lost: partitions={}", partitions);
        close(leased(partitions));
        lanes.dropStale();
        lastMoveMs = clock.millis();
    }

    /** Gives all partitions away, at the end. */
    void giveAllAway(long deadlineMs) {
        giveAway(List.copyOf(assignment.partitions()), deadlineMs);
    }

    /** When partitions came or went the last time, or {@link #NEVER}. */
    long lastMoveMs() {
        return lastMoveMs;
    }

    private void giveAway(List<LeasedPartition> leaving, long deadlineMs) {
        leaving.forEach(leased -> leased.lease().withdraw());
        lanes.dropStale();
        drain(leaving, deadlineMs);
        committer.commitNow(leaving);
        close(leaving);
    }

    private void drain(List<LeasedPartition> leaving, long deadlineMs) {
        try {
            long leftMs = deadlineMs - clock.millis();
            while (recordsOf(leaving) > 0 && leftMs > 0) {
                acks.awaitAndDrainTo(assignment::settle, Math.min(leftMs, LOOK_INTERVAL_MS));
                membership.look(clock.millis());
                leftMs = deadlineMs - clock.millis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        acks.drainTo(assignment::settle);
        int left = recordsOf(leaving);
        if (left > 0) {
            log.warn("writes under way outlast the drain and will be done again: records={}", left);
        }
    }

    private void close(List<LeasedPartition> leaving) {
        leaving.forEach(leased -> assignment.close(leased.partition()));
        assignment.report(listener);
        flow.report();
    }

    private List<LeasedPartition> leased(Collection<TopicPartition> partitions) {
        List<LeasedPartition> leased = new ArrayList<>();
        for (LeasedPartition candidate : assignment.partitions()) {
            if (partitions.contains(candidate.partition())) {
                leased.add(candidate);
            }
        }
        return leased;
    }

    private static int recordsOf(List<LeasedPartition> partitions) {
        return partitions.stream().mapToInt(leased -> leased.budget().records()).sum();
    }
}
