package org.diracgrid.ingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.diracgrid.ingest.demo.IngestMain;
import org.junit.jupiter.api.Test;

/**
 * The comparison as its user runs it, but smaller: whoever takes part leaves the tables as the oracle has them, and the worker is
 * not so slow that something must be broken. So few events are mostly a start, so nothing else can be said of speed here.
 */
class SpeedBenchIT {

    private static final Path DIRECTORY = Path.of("target", "speed-it").toAbsolutePath();

    /** A start is some seconds on any machine; the floor's is as long. What is slower than this is no noise. */
    private static final double TIME_OVER_FLOOR_MAX = 40;

    @Test
    void everybodyWritesWhatItHasTo() throws Exception {
        Path json = DIRECTORY.resolveSibling("speed-it.json");
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);

        int exitCode = IngestMain.commandLine(Map.of())
                .addSubcommand(new BenchCommand())
                .setOut(out)
                .setErr(out)
                .execute(
                        "bench",
                        "speed",
                        "--family=status,mixed",
                        "--events=5000",
                        "--repeat=1",
                        "--lanes=2",
                        "--dir=" + DIRECTORY,
                        "--json=" + json);

        assertThat(exitCode).as(said.toString()).isZero();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.path("courses")).hasSize(2).allSatisfy(course -> {
            assertThat(course.path("contenders")).hasSize(3);
            JsonNode worker = course.at("/contenders/0");
            assertThat(worker.path("name").textValue()).isEqualTo("worker");
            assertThat(worker.path("timeOverFloor").doubleValue()).isBetween(0.0, TIME_OVER_FLOOR_MAX);
            assertThat(worker.at("/cpuMicrosPerEvent/median").doubleValue()).isPositive();
            assertThat(worker.at("/mariaDbCpuMicrosPerEvent/median").doubleValue())
                    .isPositive();
            assertThat(worker.at("/runs/0/rest/effects/ms").longValue()).isPositive();
        });
        assertThat(DIRECTORY).doesNotExist();
    }
}
