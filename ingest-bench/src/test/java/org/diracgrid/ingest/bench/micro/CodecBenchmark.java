package org.diracgrid.ingest.bench.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From a record to an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {

    @Param({"STATUS", "HEARTBEAT", "METADATA", "LOG_LINES"})
    public String family;

    private final EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);
    private List<EncodedEvent> records;

    @Setup
    public void load() {
        Family chosen = Family.valueOf(family);
        records = chosen == Family.LOG_LINES ? MicroLoads.logRecords() : MicroLoads.records(chosen);
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public void decode(Blackhole sink) throws EventRejectedException {
        for (EncodedEvent record : records) {
            sink.consume(codec.decode(record.key(), record.value(), record.headers()::get));
        }
    }
}
