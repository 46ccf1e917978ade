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

/** The benchmark as its user runs it, but smaller: every line is found once and in order, also after a replay. */
class PilotLogsBenchIT {

    private static final Path DIRECTORY = Path.of("target", "bench-it").toAbsolutePath();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void findsEveryLineOnceAndInOrderAlsoAfterAReplay() throws Exception {
        Path json = DIRECTORY.resolveSibling("bench-it.json");

        int exitCode = ingest(
                "bench",
                "pilot-logs",
                "--lines=20000",
                "--pilots=50",
                "--seed=11",
                "--dir=" + DIRECTORY,
                "--json=" + json);

        assertThat(exitCode).as(out + "\n" + err).isZero();
        assertThat(out.toString())
                .containsPattern("documents +20,000\\n")
                .containsPattern("documents after replay +20,000\\n")
                .contains("every line is found exactly once and in order");
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.path("documentsAfterReplay").intValue()).isEqualTo(20_000);
        assertThat(figures.path("good").booleanValue()).isTrue();
        assertThat(figures.path("runs"))
                .hasSize(3)
                .allSatisfy(run -> assertThat(run.path("lines").intValue()).isPositive());
        assertThat(figures.at("/runs/1/workerCpuMicrosPerLine").doubleValue()).isPositive();
        assertThat(figures.at("/runs/1/openSearchCpuMicrosPerLine").doubleValue())
                .isPositive();
        assertThat(DIRECTORY).doesNotExist();
    }

    @Test
    void namesABadOption() {
        assertThat(ingest("bench")).isEqualTo(2);
        assertThat(ingest("bench", "pilot-logs", "--pilots=0")).isEqualTo(2);
        assertThat(ingest("bench", "pilot-logs", "--lines=10", "--pilots=11")).isEqualTo(2);
        assertThat(err.toString())
                .contains("what to measure: speed, latency or pilot-logs", "--pilots: \"0\"", "--lines: \"10\"");
    }

    private int ingest(String... words) {
        return IngestMain.commandLine(Map.of())
                .addSubcommand(new BenchCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
