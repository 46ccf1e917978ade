package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The tracker agrees with a model too simple to be wrong, for any gaps and any order of settling. */
class OffsetTrackerProperties {

    /** All offsets ever opened, and whether they are settled. */
    private static final class Model {
        private final TreeMap<Long, Boolean> settled = new TreeMap<>();
        private long reached = OffsetTracker.NONE;

        long committable() {
            long last = OffsetTracker.NONE - 1;
            for (Map.Entry<Long, Boolean> offset : settled.entrySet()) {
                if (!offset.getValue()) {
                    return Math.max(last + 1, lastReachedBelow(offset.getKey()));
                }
                last = offset.getKey();
            }
            return Math.max(last + 1, reached);
        }

        private long lastReachedBelow(long offset) {
            return reached <= offset ? reached : OffsetTracker.NONE;
        }

        void reach(long position) {
            if (pending() == 0) {
                reached = Math.max(reached, position);
            }
        }

        long pending() {
            return settled.values().stream().filter(done -> !done).count();
        }
    }

    @Property(tries = 300)
    void agreesWithTheModel(@ForAll Random random, @ForAll @IntRange(min = 1, max = 600) int steps) {
        OffsetTracker tracker = new OffsetTracker();
        Model model = new Model();
        Map<Long, Long> slots = new HashMap<>();
        List<Long> unsettled = new ArrayList<>();
        long next = random.nextInt(1_000);
        double openBias = 0.3 + 0.5 * random.nextDouble();
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(8) == 0) {
                if (unsettled.isEmpty()) {
                    next += random.nextInt(3);
                }
                tracker.reach(next);
                model.reach(next);
            } else if (unsettled.isEmpty() || random.nextDouble() < openBias) {
                next += random.nextInt(3);
                slots.put(next, tracker.open(next));
                model.settled.put(next, false);
                unsettled.add(next);
                next++;
            } else {
                long offset = unsettled.remove(random.nextInt(unsettled.size()));
                tracker.settle(slots.get(offset));
                model.settled.put(offset, true);
            }
            assertThat(tracker.committable()).isEqualTo(model.committable());
            assertThat((long) tracker.pending()).isEqualTo(model.pending());
            assertThat(tracker.follows(next)).isTrue();
        }
        while (!unsettled.isEmpty()) {
            long offset = unsettled.remove(random.nextInt(unsettled.size()));
            tracker.settle(slots.get(offset));
            model.settled.put(offset, true);
            assertThat(tracker.committable()).isEqualTo(model.committable());
        }
    }

    /** Its ring has to grow several times, each time with its oldest slot somewhere in the middle. */
    @Property(tries = 30)
    void keepsItsPlaceWhileItGrows(@ForAll Random random, @ForAll @IntRange(max = 200) int before) {
        OffsetTracker tracker = new OffsetTracker();
        for (int offset = 0; offset < before; offset++) {
            tracker.settle(tracker.open(offset));
        }
        List<Long> slots = new ArrayList<>();
        for (int offset = before; offset < before + 5_000; offset++) {
            slots.add(tracker.open(offset));
        }
        long oldest = slots.remove(0);
        Collections.shuffle(slots, random);

        slots.forEach(tracker::settle);

        assertThat(tracker.committable()).isEqualTo(before == 0 ? OffsetTracker.NONE : before);
        tracker.settle(oldest);
        assertThat(tracker.committable()).isEqualTo(before + 5_000);
        assertThat(tracker.pending()).isZero();
    }

    @Example
    void commitsNothingWhileTheLowestOffsetIsUnsettled() {
        OffsetTracker tracker = new OffsetTracker();
        long first = tracker.open(4);
        long second = tracker.open(5);
        long third = tracker.open(9);

        tracker.settle(third);
        tracker.settle(second);

        assertThat(tracker.committable()).isEqualTo(OffsetTracker.NONE);
        tracker.settle(first);
        assertThat(tracker.committable()).isEqualTo(10);
    }

    @Example
    void doesNotPassAGapWhileSomethingIsPending() {
        OffsetTracker tracker = new OffsetTracker();
        long slot = tracker.open(4);

        tracker.reach(100);

        assertThat(tracker.committable()).isEqualTo(OffsetTracker.NONE);
        tracker.settle(slot);
        tracker.reach(100);
        assertThat(tracker.committable()).isEqualTo(100);
    }

    @Example
    void refusesToSettleTwiceOrToGoBack() {
        OffsetTracker tracker = new OffsetTracker();
        long slot = tracker.open(4);
        tracker.settle(slot);

        assertThatThrownBy(() -> tracker.settle(slot)).isInstanceOf(IllegalStateException.class);
        assertThat(tracker.follows(4)).isFalse();
        assertThatThrownBy(() -> tracker.open(4)).isInstanceOf(IllegalArgumentException.class);
    }
}
