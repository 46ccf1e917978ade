package org.diracgrid.ingest.worker.mysql;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.micro.MicroLoads;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From what has to be written to the parameters of statements, for each event of the batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SqlBenchmark {

    private List<JobState> jobs;
    private List<LogRow> rows;

    @Setup
    public void load() {
        jobs = MicroLoads.fold(MicroLoads.events(Family.STATUS)).stream()
                .sorted(Comparator.comparingInt(JobState::jobId))
                .toList();
        rows = jobs.stream().flatMap(job -> job.newRows().stream()).toList();
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public void logRows(Blackhole sink) {
        for (List<LogRow> part : RowBuckets.split(rows)) {
            sink.consume(LoggingTable.parameters(part));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public Object changesOfJobs() {
        return JobsTable.json(jobs);
    }
}
