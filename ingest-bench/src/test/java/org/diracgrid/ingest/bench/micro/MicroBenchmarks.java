package org.diracgrid.ingest.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the micro-benchmarks, which no ordinary build does: they are only of use on a machine that is idle. A figure is the time of
 * one event, row or line; {@code gc.alloc.rate.norm} what it allocates.
 *
 * <pre>
 * ./mvnw -pl ingest-bench -am test -Dtest=MicroBenchmarks -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dmicro.include=Codec -Dmicro.seconds=2
 * </pre>
 */
class MicroBenchmarks {

    private static final Path JSON = Path.of("target", "micro.json");

    @Test
    @Timeout(3_600)
    void measureEachPieceOfTheWorkersOwnWork() throws Exception {
        TimeValue each = TimeValue.seconds(Integer.getInteger("micro.seconds", 2));
        var options = new OptionsBuilder()
                .include(System.getProperty("micro.include", "Benchmark"))
                .forks(Integer.getInteger("micro.forks", 1))
                .jvmArgs("-Xmx1g") // And none of this virtual machine's own, which has no second compiler.
                .warmupIterations(5)
                .warmupTime(each)
                .measurementIterations(5)
                .measurementTime(each)
                .addProfiler("gc")
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(JSON.toString())
                .build();

        var results = new Runner(options).run();

        assertThat(results).isNotEmpty();
        assertThat(Files.size(JSON)).isPositive();
    }
}
