package org.diracgrid.ingest.worker.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is settled: asynchronously at an interval or when it is hurried, with at most one commit in flight, and synchronously where a
 * partition is given away. A commit that fails costs redeliveries, never records: the next one carries what is settled
 * by then.
 *
 * <p>Confined to the poll thread; the consumer calls back on it, from within {@code poll} or {@code commitSync}.
 */
final class OffsetCommitter {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommitter.class);

    /** After a failure nobody is hurried for so long: a group that is being rebalanced refuses every commit at once. */
    private static final long FAILED_PAUSE_MS = 100;

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final PipelineLimits limits;
    private final PipelineListener listener;
    private final java.util.function.Consumer<Throwable> fatal;
    private final Membership membership;
    private boolean inFlight;
    private long startedMs = Long.MIN_VALUE;
    private long notBeforeMs = Long.MIN_VALUE;
    private long dueMs = Long.MIN_VALUE;

    OffsetCommitter(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            PipelineLimits limits,
            PipelineListener listener,
            Membership membership,
            java.util.function.Consumer<Throwable> fatal) {
        this.membership = membership;
        this.consumer = consumer;
        this.assignment = assignment;
        this.limits = limits;
        this.listener = listener;
        this.fatal = fatal;
    }

    void commitIfDue(long nowMs) {
        boolean isProof = membership.isDoubtful();
        if (inFlight || nowMs < notBeforeMs || (nowMs < dueMs && !isProof)) {
            return;
        }
        dueMs = nowMs + limits.commitIntervalMs();
        List<LeasedPartition> ahead = isProof ? withAnOffset() : withNews(assignment.partitions());
        if (!ahead.isEmpty()) {
            inFlight = true;
            startedMs = nowMs;
            Map<TopicPartition, OffsetAndMetadata> offsets = offsetsOf(ahead);
            // Of a failure the consumer protocol's client says no offsets, so that ours are remembered.
            consumer.commitAsync(offsets, (answered, failure) -> answered(ahead, offsets, failure));
        }
    }

    /** Lets the next {@link #commitIfDue} commit, whatever the interval says. */
    void hurry() {
        dueMs = Long.MIN_VALUE;
    }

    /** Whether an asynchronous commit is under way. */
    boolean isCommitting() {
        return inFlight;
    }

    /** Commits {@code partitions} before they are given away; waits no longer than the commit time-out. */
    void commitNow(Collection<LeasedPartition> partitions) {
        List<LeasedPartition> ahead = withNews(partitions);
        if (ahead.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = offsetsOf(ahead);
        try {
            consumer.commitSync(offsets, Duration.ofMillis(limits.commitTimeoutMs()));
            noteCommitted(ahead, offsets);
        } catch (KafkaException e) {
            // Not worth the worker: what is not committed is given again, to whoever owns the partition then.
            log.warn("offsets not committed: partitions={} cause={}", offsets.keySet(), e.toString());
            listener.commitFailed(e);
        }
    }

    private void answered(
            List<LeasedPartition> ahead, Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        inFlight = false;
        if (failure == null) {
            membership.proven(startedMs);
            noteCommitted(ahead, offsets);
            return;
        }
        notBeforeMs = startedMs + FAILED_PAUSE_MS;
        listener.commitFailed(failure);
        if (passes(failure)) {
            log.info("offsets not committed yet: partitions={} cause={}", offsets.keySet(), failure.toString());
        } else {
            fatal.accept(failure);
        }
    }

    /** Whether a commit may succeed later, or the partitions are somebody else's by now. */
    private static boolean passes(Exception failure) {
        return failure instanceof RetriableException // includes RetriableCommitFailedException
                || failure instanceof RebalanceInProgressException
                || failure instanceof CommitFailedException;
    }

    private void noteCommitted(List<LeasedPartition> ahead, Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (LeasedPartition leased : ahead) {
            OffsetAndMetadata committed = offsets.get(leased.partition());
            if (committed != null) {
                leased.committedUpTo(committed.offset());
            }
        }
        listener.committed(ahead.size());
    }

    private List<LeasedPartition> withNews(Collection<LeasedPartition> partitions) {
        List<LeasedPartition> ahead = new ArrayList<>();
        for (LeasedPartition leased : partitions) {
            skipWhatWillNeverCome(leased);
            if (leased.hasNewsToCommit()) {
                ahead.add(leased);
            }
        }
        return ahead;
    }

    /** All of which is known where they go on, with news or not: it is the asking that counts. */
    private List<LeasedPartition> withAnOffset() {
        List<LeasedPartition> known = new ArrayList<>();
        for (LeasedPartition leased : assignment.partitions()) {
            skipWhatWillNeverCome(leased);
            if (leased.tracker().resumeAt() != OffsetTracker.NONE) {
                known.add(leased);
            }
        }
        return known;
    }

    /** A log may end with transaction markers or compacted records, which are never delivered but must be passed. */
    private void skipWhatWillNeverCome(LeasedPartition leased) {
        if (leased.tracker().pending() > 0) {
            return;
        }
        try {
            leased.tracker().reach(consumer.position(leased.partition(), Duration.ZERO));
        } catch (TimeoutException e) {
            log.debug("position not known yet: partition={}", leased.partition());
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsetsOf(List<LeasedPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (LeasedPartition leased : partitions) {
            offsets.put(
                    leased.partition(), new OffsetAndMetadata(leased.tracker().resumeAt()));
        }
        return offsets;
    }
}
