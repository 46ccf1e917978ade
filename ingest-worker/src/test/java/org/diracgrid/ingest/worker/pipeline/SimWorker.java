package org.diracgrid.ingest.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.lifecycle.Fences;
import org.diracgrid.ingest.worker.pipeline.IngestPipeline.Mode;
import org.diracgrid.ingest.worker.resilience.BisectingWriter;
import org.diracgrid.ingest.worker.resilience.BreakerLimits;
import org.diracgrid.ingest.worker.resilience.RetryLimits;
import org.diracgrid.ingest.worker.resilience.StoreGuard;

/** One worker of a simulation: the real loop and lanes, polled by the test. */
final class SimWorker {

    private static final RetryLimits RETRIES = new RetryLimits(20, 500, 2_000); // several tries before it is over
    private static final BreakerLimits BREAKER = new BreakerLimits(3, 1_000, 200, 1_024);

    final SimConsumer consumer;
    final SimStore store;
    final PipelineCounters counters = new PipelineCounters();
    long nextPollMs;
    private final SimWorld world;
    private final PipelineLimits limits;
    private final int pollRecordsMax;
    private final List<SimWorld.SimLane> lanes = new ArrayList<>();
    private final IngestLoop loop;

    SimWorker(
            SimWorld world,
            SimBroker broker,
            SimStore store,
            SimSink sink,
            PipelineLimits limits,
            int pollRecordsMax,
            Mode mode) {
        this.world = world;
        this.limits = limits;
        this.pollRecordsMax = pollRecordsMax;
        this.nextPollMs = world.millis();
        this.store = store;
        consumer = new SimConsumer(broker, world, pollRecordsMax);
        for (int lane = 0; lane < limits.lanes(); lane++) {
            lanes.add(world.newLane());
        }
        StoreGuard guard = new StoreGuard("memory", store::ping, BREAKER, world, counters::breakerChanged);
        IngestPipeline.Parts parts = new IngestPipeline.Parts(
                "memory",
                null, // a simulated worker has no Vert.x
                () -> consumer,
                Set.of(broker.topic),
                new EventCodec(CodecOptions.DEFAULTS),
                Fences::isFenced,
                pause -> BisectingWriter.around(guard.around(store, pause), pause, RETRIES, world, world.random),
                guard,
                sink,
                limits,
                counters,
                world);
        loop = new IngestLoop(parts, mode, consumer, List.copyOf(lanes), world::waitFor);
        loop.start();
    }

    void poll() {
        loop.runOnce();
        assertThat(loop.failure()).isNull();
        assertThat(counters.unbalanced()).as("balance").isZero();
        assertThat(counters.inFlight()).as("in flight").isLessThan(limits.inFlightRecordsMax() + pollRecordsMax);
        nextPollMs = world.millis() + 1 + world.random.nextInt((int) limits.pollWaitMs());
    }

    boolean isOver() {
        return loop.isOver();
    }

    /** Ends in good order. */
    void stop() {
        loop.requestStop(world.millis() + limits.drainMs());
        loop.stop();
        assertThat(loop.failure()).isNull();
        assertThat(counters.unbalanced()).as("balance after the stop").isZero();
    }

    /** Stands still as by SIGSTOP, and does not know it afterwards; what it has sent may still take effect. */
    void freeze(long untilMs) {
        nextPollMs = untilMs + world.random.nextInt(50);
        lanes.forEach(lane -> lane.freeze(untilMs));
        store.freeze(untilMs);
    }

    /** Ends as by kill -9: what is with the store may still take effect, nothing else does. */
    void kill() {
        lanes.forEach(SimWorld.SimLane::kill);
    }

    @Override
    public String toString() {
        return "owns " + consumer.assignment() + ", paused " + consumer.paused() + ", in flight " + counters.inFlight();
    }
}
