package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Offsets are opened in their order and settled in another one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrackerBenchmark {

    private static final int OFFSETS = 4_096;

    private final OffsetTracker tracker = new OffsetTracker();
    private final long[] slots = new long[OFFSETS];
    private final int[] order = new int[OFFSETS];
    private long next;

    @Setup
    public void shuffle() {
        List<Integer> shuffled = new ArrayList<>();
        for (int i = 0; i < OFFSETS; i++) {
            shuffled.add(i);
        }
        Collections.shuffle(shuffled, new Random(1));
        for (int i = 0; i < OFFSETS; i++) {
            order[i] = shuffled.get(i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OFFSETS)
    public long openAndSettle() {
        for (int i = 0; i < OFFSETS; i++) {
            slots[i] = tracker.open(next++);
        }
        for (int i : order) {
            tracker.settle(slots[i]);
        }
        return tracker.committable();
    }
}
