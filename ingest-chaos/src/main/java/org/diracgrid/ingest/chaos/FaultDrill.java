package org.diracgrid.ingest.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.diracgrid.ingest.chaos.FaultFigures.Stretch;
import org.diracgrid.ingest.demo.trial.WorkerProcess;
import org.diracgrid.ingest.devstack.Part;

/**
 * One fault from the steady state before it to the steady state after it. A worker that ends is counted, and another takes its place, so
 * that the rest of the run tells something, too.
 *
 * <p>Confined to the conductor's thread.
 */
final class FaultDrill {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Much more than is allowed, so that a late one is seen with its figure. */
    private static final Duration FIRST_WRITE_WITHIN = Duration.ofSeconds(90);

    private static final Duration STEADY_WITHIN = Duration.ofMinutes(2);

    /** As much as comes in half a second. */
    private static final int LAG_WHEN_STEADY = 150;

    private final Fleet fleet;
    private final Map<Part, GroupOffsets> groups;
    private final JobsAhead events;
    private final Duration steady;
    private long steadyHeapBytes;
    private int exits;

    /**
     * @param groups how far each pipeline is with what is published
     * @param events what is published: of known jobs only, from the time before a fault until it is over
     * @param steady how long the pipelines are watched before a fault
     * @param steadyHeapBytes live heap of the worker that catches up with a backlog, before the first fault
     */
    FaultDrill(Fleet fleet, Map<Part, GroupOffsets> groups, JobsAhead events, Duration steady, long steadyHeapBytes) {
        this.fleet = fleet;
        this.groups = groups;
        this.events = events;
        this.steady = steady;
        this.steadyHeapBytes = steadyHeapBytes;
    }

    /** Live heap of a worker that catches up with a backlog: the most of what was seen so far. */
    long steadyHeapBytes() {
        return steadyHeapBytes;
    }

    /** Waits until there are events enough for a fault and both pipelines have caught up. */
    void awaitSteady() {
        Awaitility.await("both pipelines have caught up")
                .atMost(STEADY_WITHIN)
                .pollInterval(LOOK_EVERY)
                .until(() -> {
                    keepAlive();
                    return events.isFull() && leftMax() < LAG_WHEN_STEADY;
                });
    }

    private long leftMax() throws InterruptedException {
        long leftMax = 0;
        for (GroupOffsets group : groups.values()) {
            leftMax = Math.max(leftMax, group.look().left());
        }
        return leftMax;
    }

    FaultFigures run(StoreFault fault, Duration duration) throws Exception {
        GroupOffsets faulty = group(fault.store());
        GroupOffsets other = group(fault.store() == Part.MARIADB ? Part.OPENSEARCH : Part.MARIADB);
        exits = 0;
        Map<Part, Set<String>> members = members();
        long moves = movesInLog();
        events.holdBack(true);
        Stretch before = watch(steady, other, share -> {});

        Duration lasts = fault.longest().compareTo(duration) < 0 ? fault.longest() : duration;
        Stretch first;
        Stretch second;
        long storedMeanwhile;
        long heapBytes;
        fault.begin().run();
        try {
            first = watch(lasts.dividedBy(2), other, share -> fault.goOn().to(share / 2));
            long stored = faulty.committed();
            second = watch(lasts.dividedBy(2), other, share -> fault.goOn().to(0.5 + share / 2));
            storedMeanwhile = faulty.committed() - stored;
            heapBytes = LiveHeap.bytes(worker().pid());
        } finally {
            fault.end().run();
        }
        long firstWriteMs = msToNextCommit(faulty);
        double heapRatio = (double) heapBytes / steadyHeapBytes;
        // It has a backlog again. Histories are longer by now, and so is what a batch reads of them.
        steadyHeapBytes = Math.max(steadyHeapBytes, LiveHeap.bytes(worker().pid()));
        events.holdBack(false);
        awaitSteady();
        return new FaultFigures(
                before,
                first.and(second),
                exits,
                movesInLog() - moves + (members().equals(members) ? 0 : 1),
                heapRatio,
                fault.stalls(),
                storedMeanwhile,
                firstWriteMs);
    }

    private Stretch watch(Duration time, GroupOffsets pipeline, StoreFault.Progress progress)
            throws InterruptedException {
        long fromNanos = System.nanoTime();
        long before = pipeline.committed();
        long[] leftMax = new long[1];
        Awaitility.await()
                .atMost(time.multipliedBy(2).plusSeconds(10))
                .pollDelay(LOOK_EVERY)
                .pollInterval(LOOK_EVERY)
                .until(() -> {
                    keepAlive();
                    double share = (double) (System.nanoTime() - fromNanos) / time.toNanos();
                    progress.to(Math.min(1, share));
                    leftMax[0] = Math.max(leftMax[0], pipeline.look().left());
                    return share >= 1;
                });
        long events = pipeline.committed() - before;
        return new Stretch(events, (System.nanoTime() - fromNanos) / 1e9, leftMax[0]);
    }

    private long msToNextCommit(GroupOffsets pipeline) throws InterruptedException {
        long fromNanos = System.nanoTime();
        long before = pipeline.committed();
        try {
            Awaitility.await()
                    .atMost(FIRST_WRITE_WITHIN)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(LOOK_EVERY)
                    .until(() -> {
                        keepAlive();
                        return pipeline.committed() > before;
                    });
        } catch (ConditionTimeoutException e) {
            return FIRST_WRITE_WITHIN.toMillis();
        }
        return Duration.ofNanos(System.nanoTime() - fromNanos).toMillis();
    }

    private void keepAlive() {
        fleet.look();
        if (fleet.running().isEmpty()) {
            exits++;
            fleet.start();
        }
    }

    private WorkerProcess worker() {
        keepAlive();
        return fleet.running().get(0);
    }

    private long movesInLog() {
        return fleet.said("partitions assigned") + fleet.said("partitions revoked") + fleet.said("partitions lost");
    }

    private Map<Part, Set<String>> members() throws InterruptedException {
        Map<Part, Set<String>> members = new HashMap<>();
        for (var group : groups.entrySet()) {
            members.put(group.getKey(), group.getValue().members());
        }
        return members;
    }

    private GroupOffsets group(Part store) {
        return Objects.requireNonNull(groups.get(store));
    }
}
