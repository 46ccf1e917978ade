package org.diracgrid.ingest.worker.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread's life: read, hand over, settle, commit, until it is told to stop, the goal is reached, or a fatal
 * failure ends it.
 *
 * <p>Confined to the poll thread, except {@link #requestStop}.
 */
final class IngestLoop {

    private static final Logger log = LoggerFactory.getLogger(IngestLoop.class);

    /**
     * While some partition is paused or some lane waits for a commit, acks are looked at this often: the lanes have half a
     * budget of work meanwhile, or other keys.
     */
    private static final long HOLDING_POLL_WAIT_MS = 5;

    /** While a commit is under way that some lane waits for. */
    private static final long COMMITTING_POLL_WAIT_MS = 1;

    /** For leaving the group: a broker that did not answer the last commit does not answer this either. */
    private static final long LEAVE_WAIT_MS = 3_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Set<String> topics;
    private final PipelineLimits limits;
    private final PipelineListener listener;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AckInbox acks;
    private final Assignment assignment;
    private final Lanes lanes;
    private final Membership membership;
    private final OffsetCommitter committer;
    private final AwaitedCommits awaited;
    private final FlowControl flow;
    private final PartitionMoves moves;
    private final LifeWatch life;
    private @Nullable CaughtUp goal;
    private final AtomicLong turns = new AtomicLong();
    private volatile boolean goalRequested;
    private volatile boolean stopRequested;
    private volatile long stopDeadlineMs; // set before stopRequested

    IngestLoop(
            IngestPipeline.Parts parts,
            IngestPipeline.Mode mode,
            Consumer<byte[], byte[]> consumer,
            List<LaneContext> contexts,
            AckInbox.Waiting waiting) {
        this.consumer = consumer;
        this.topics = parts.topics();
        this.limits = parts.limits();
        this.listener = parts.listener();
        this.clock = parts.clock();
        this.acks = new AckInbox(waiting);
        this.assignment = new Assignment(limits);
        this.membership = new Membership(limits.certainMs(), clock.millis());
        List<Lane> made = lanesOn(contexts, parts);
        this.lanes = new Lanes(made);
        this.committer = new OffsetCommitter(consumer, assignment, limits, listener, membership, this::fail);
        this.awaited = new AwaitedCommits(made, assignment, committer);
        this.flow = new FlowControl(consumer, assignment, parts.health(), listener);
        this.moves = new PartitionMoves(assignment, lanes, acks, committer, membership, flow, limits, listener, clock);
        this.life = new LifeWatch(parts, consumer, assignment, lanes);
        this.goal = mode == IngestPipeline.Mode.UNTIL_CAUGHT_UP ? newGoal() : null;
    }

    /** Runs to the end; the consumer is closed then. Returns what made it fail, or null. */
    @Nullable
    Throwable run() {
        try {
            start();
            while (!isOver()) {
                runOnce();
                turns.incrementAndGet();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        stop();
        return failure();
    }

    /** What ends it, or null; set by whoever failed. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    void start() {
        if (goal != null) {
            goal.begin(topics);
        }
        consumer.subscribe(topics, moves);
    }

    boolean isOver() {
        if (stopRequested || failure.get() != null) {
            return true;
        }
        if (goal == null && goalRequested) {
            goal = laterGoal();
        }
        return goal != null && goal.isReached(clock.millis());
    }

    void runOnce() {
        membership.look(clock.millis());
        acks.drainTo(assignment::settle); // crossing 2 ends here
        assignment.report(listener);
        awaited.look();
        committer.commitIfDue(clock.millis());
        flow.pauseOrResume();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(pollWait());
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                Delivery delivery = assignment.open(partition, record); // before anything can settle
                lanes.route(delivery); // by key bytes; the lane decodes
            }
        }
        assignment.report(listener);
        lanes.handOver(); // crossing 1: one task per lane touched
        life.look();
    }

    /** Stops the loop first, then drains what is with the store, commits and closes the consumer. */
    void stop() {
        long deadlineMs = stopRequested ? stopDeadlineMs : clock.millis() + limits.drainMs();
        try {
            moves.giveAllAway(deadlineMs);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        try {
            consumer.close(CloseOptions.timeout(Duration.ofMillis(Math.min(LEAVE_WAIT_MS, limits.commitTimeoutMs()))));
        } catch (KafkaException e) {
            log.warn("consumer not closed in good order: cause={}", e.toString());
        }
    }

    /** How often it has come round. Called from any thread. */
    long turns() {
        return turns.get();
    }

    /** Called from any thread: from now on it ends once it has caught up with what there is then. */
    void endWhenCaughtUp() {
        goalRequested = true;
    }

    /** Called from any thread. */
    void requestStop(long deadlineMs) {
        stopDeadlineMs = deadlineMs;
        stopRequested = true;
    }

    private CaughtUp newGoal() {
        return new CaughtUp(consumer, assignment, committer, moves, limits);
    }

    /** The goal with the ends of now; null where no broker tells them, which must not end a running pipeline. */
    private @Nullable CaughtUp laterGoal() {
        CaughtUp later = newGoal();
        try {
            later.begin(topics);
            return later;
        } catch (TimeoutException e) {
            log.warn("ends of topics not known, asking again: cause={}", e.toString());
            return null;
        }
    }

    private void fail(Throwable cause) {
        if (!failure.compareAndSet(null, cause)) {
            log.debug("failed once more: cause={}", cause.toString());
        }
    }

    private Duration pollWait() {
        if (awaited.isAwaited() && committer.isCommitting()) {
            return Duration.ofMillis(COMMITTING_POLL_WAIT_MS);
        }
        boolean isSoon = flow.isHolding() || awaited.isAwaited() || membership.isDoubtful();
        return Duration.ofMillis(isSoon ? Math.min(HOLDING_POLL_WAIT_MS, limits.pollWaitMs()) : limits.pollWaitMs());
    }

    private List<Lane> lanesOn(List<LaneContext> contexts, IngestPipeline.Parts parts) {
        List<Lane> made = new ArrayList<>();
        for (LaneContext context : contexts) {
            made.add(new Lane(made.size(), parts, membership, new LaneThread(context, this::fail), acks));
        }
        return made;
    }
}
