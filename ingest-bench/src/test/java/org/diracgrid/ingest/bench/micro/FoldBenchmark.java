package org.diracgrid.ingest.bench.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a batch of events to what has to be written of their jobs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FoldBenchmark {

    @Param({"STATUS", "HEARTBEAT", "METADATA", "MIXED"})
    public String family;

    private List<IngestEvent> events;

    @Setup
    public void load() {
        events = MicroLoads.events(Family.valueOf(family));
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public Object fold() {
        return MicroLoads.fold(events);
    }
}
