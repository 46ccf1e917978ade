package org.diracgrid.ingest.worker.pipeline;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;

/**
 * Virtual time and a scheduler for everything that is not a poll: lane tasks, timers, answers. One thread, one seed:
 * the same seed gives the same run. Among lanes that have something to do, the next one is drawn.
 */
final class SimWorld implements InstantSource {

    /** Something that happens at a time; earlier numbers first where times are equal. */
    private record Event(long atMs, long number, Runnable task) {}

    final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparingLong(Event::number));
    private final List<SimLane> lanes = new ArrayList<>();
    private long nowMs = 1_780_000_000_000L;
    private long lastNumber;

    SimWorld(long seed) {
        random = new Random(seed);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs);
    }

    @Override
    public long millis() {
        return nowMs;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    long after(long delayMs, Runnable task) {
        events.add(new Event(nowMs + delayMs, ++lastNumber, task));
        return lastNumber;
    }

    private boolean cancel(long number) {
        return events.removeIf(event -> event.number() == number);
    }

    /** Runs all that is due up to {@code untilMs}, which becomes the time. */
    void runUntil(long untilMs) {
        while (step(untilMs)) {
            // until nothing is left to do
        }
        nowMs = Math.max(nowMs, untilMs);
    }

    /** How a draining poll thread waits: the lanes go on, no one polls. */
    List<Delivery> waitFor(BlockingQueue<List<Delivery>> finished, long waitMs) {
        long untilMs = nowMs + waitMs;
        while (finished.isEmpty() && step(untilMs)) {
            // until something is handed back
        }
        if (finished.isEmpty()) {
            nowMs = Math.max(nowMs, untilMs);
        }
        return finished.poll();
    }

    SimLane newLane() {
        SimLane lane = new SimLane();
        lanes.add(lane);
        return lane;
    }

    private boolean step(long untilMs) {
        List<SimLane> ready = new ArrayList<>();
        for (SimLane lane : lanes) {
            if (lane.isReady()) {
                ready.add(lane);
            }
        }
        boolean eventIsDue = !events.isEmpty() && events.peek().atMs() <= nowMs;
        if (!ready.isEmpty() && (!eventIsDue || chance(0.7))) {
            ready.get(random.nextInt(ready.size())).tasks.removeFirst().run();
            return true;
        }
        if (!events.isEmpty() && events.peek().atMs() <= untilMs) {
            Event event = events.remove();
            nowMs = Math.max(nowMs, event.atMs());
            event.task().run();
            return true;
        }
        return false;
    }

    /** A lane's context; after a kill nothing runs on it any more. */
    final class SimLane implements LaneContext {

        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Set<Long> cancelled = new HashSet<>();
        private boolean killed;
        private long frozenUntilMs;

        boolean isReady() {
            return !killed && nowMs >= frozenUntilMs && !tasks.isEmpty();
        }

        /** Nothing runs on it until then; timers that ring meanwhile are heard afterwards. */
        void freeze(long untilMs) {
            frozenUntilMs = untilMs;
        }

        void kill() {
            killed = true;
            lanes.remove(this);
        }

        @Override
        public void execute(Runnable task) {
            tasks.addLast(task);
        }

        @Override
        public long startTimer(long delayMs, Runnable task) {
            long[] timer = new long[1];
            timer[0] = after(
                    delayMs,
                    () -> execute(() -> {
                        if (!cancelled.remove(timer[0])) {
                            task.run();
                        }
                    }));
            return timer[0];
        }

        @Override
        public void cancelTimer(long timer) {
            if (!cancel(timer)) {
                cancelled.add(timer); // fired already, and perhaps among the lane's tasks
            }
        }
    }
}
