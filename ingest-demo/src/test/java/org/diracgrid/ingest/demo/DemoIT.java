package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo as its user runs it, from nothing, but smaller. */
class DemoIT {

    private static final Path DIRECTORY = Path.of("target", "demo-it").toAbsolutePath();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @EnumSource(SchemaFlavour.class)
    void endsWithoutDifferencesAndLeavesNothingBehind(SchemaFlavour flavour) {
        int exitCode = ingest("demo", "--jobs", "300", "--flavour", flavour.id(), "--dir", DIRECTORY.toString());

        assertThat(exitCode).as(out + "\n" + err).isZero();
        assertThat(out.toString())
                .containsPattern("rows in Jobs +300\\n")
                .containsPattern("documents +300\\n")
                .containsPattern("differences +0 +every row and document is as DiracX would have written it")
                .containsPattern("JOB_NOT_FOUND +6\\n");
        assertThat(DIRECTORY).doesNotExist();
    }

    @Test
    void keepsTheStackUntilItIsTakenDown() throws Exception {
        Path directory = DIRECTORY.resolveSibling("demo-it-keep");
        try {
            int exitCode = ingest("demo", "--jobs", "20", "--keep", "--dir", directory.toString());

            assertThat(exitCode).as(out + "\n" + err).isZero();
            assertThat(out.toString()).contains("./ingest stack down --dir '" + directory + "'");
            assertThat(directory.resolve("stack.env")).content().contains("DIRACX_DB_URL_JOBDB='");
        } finally {
            assertThat(ingest("stack", "down", "--dir", directory.toString())).isZero();
        }
        assertThat(directory.resolve("stack.env")).doesNotExist();
    }

    @Test
    void leavesAForeignDirectoryAlone() throws Exception {
        Path directory = Files.createDirectories(DIRECTORY.resolveSibling("demo-it-foreign"));
        Path precious = Files.writeString(directory.resolve("thesis.tex"), "precious");

        int exitCode = ingest("demo", "--jobs", "1", "--dir", directory.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("is not empty and not of an earlier demo");
        assertThat(precious).hasContent("precious");
    }

    @Test
    void namesABadOption() {
        assertThat(ingest("demo", "--jobs", "0")).isEqualTo(2);
        assertThat(ingest("demo", "--flavour", "vanilla")).isEqualTo(2);
        assertThat(ingest("stack")).isEqualTo(2);
        assertThat(err.toString()).contains("--jobs: \"0\"", "\"vanilla\" is not one of diracx, dirac", "up or down");
    }

    private int ingest(String... words) {
        return IngestMain.commandLine(Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
