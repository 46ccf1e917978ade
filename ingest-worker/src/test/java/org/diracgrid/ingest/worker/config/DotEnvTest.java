package org.diracgrid.ingest.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .env} files add to the environment as they do for DiracX. */
class DotEnvTest {

    @TempDir
    private Path directory;

    @Test
    void readsTheFormsThatPythonDotenvReads() throws IOException {
        var file = file("a.env", """
                # a comment
                PLAIN=value # with a comment
                HASH=val#ue
                export EXPORTED = spaced
                SINGLE='a # "b" \\' $x'
                DOUBLE="line\\nnext # kept"
                EMPTY=
                BASE=db
                EXPANDED=mysql://${BASE}/${NONE:-fallback}${NONE}
                """);

        var complete = DotEnv.complete(Map.of("DIRACX_SERVICE_DOTENV", file.toString()));

        assertThat(complete)
                .containsEntry("PLAIN", "value")
                .containsEntry("HASH", "val#ue")
                .containsEntry("EXPORTED", "spaced")
                .containsEntry("SINGLE", "a # \"b\" ' $x")
                .containsEntry("DOUBLE", "line\nnext # kept")
                .containsEntry("EMPTY", "")
                .containsEntry("EXPANDED", "mysql://db/fallback");
    }

    @Test
    void theEnvironmentWinsOverFilesAndAnEarlierFileOverALaterOne() throws IOException {
        var first = file("first.env", "A=first\nB=first\n");
        var second = file("second.env", "A=second\nB=second\nC=second\nD=second\n");
        var tenth = file("tenth.env", "C=tenth\nD=tenth\nE=tenth\n");

        var complete = DotEnv.complete(Map.of(
                "DIRACX_SERVICE_DOTENV", first.toString(),
                "DIRACX_SERVICE_DOTENV_2", second.toString(),
                "DIRACX_SERVICE_DOTENV_10", tenth.toString(),
                "A", "real"));

        assertThat(complete)
                .containsEntry("A", "real")
                .containsEntry("B", "first")
                .containsEntry("C", "second")
                .containsEntry("D", "second")
                .containsEntry("E", "tenth");
    }

    @Test
    void aFileThatIsMissingOrEmptyIsRefused() throws IOException {
        var empty = file("empty.env", "# nothing\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> DotEnv.complete(Map.of("DIRACX_SERVICE_DOTENV", "/nowhere/x.env")))
                .withMessageContaining("DIRACX_SERVICE_DOTENV: \"/nowhere/x.env\"");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> DotEnv.complete(Map.of("DIRACX_SERVICE_DOTENV_1", empty.toString())))
                .withMessageContaining("sets nothing");
    }

    @Test
    void databaseAddressesMayComeFromAFile() throws IOException {
        var file = file("db.env", "DIRACX_DB_URL_JOBDB=mysql+aiomysql://u:p@h/JobDB\n");

        var urls = IngestConfigTest.load(Map.of("DIRACX_SERVICE_DOTENV", file.toString()))
                .databaseUrls();

        assertThat(urls.get(DatabaseUrls.JOB_DB)).isEqualTo("mysql+aiomysql://u:p@h/JobDB");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> urls.get(DatabaseUrls.JOB_LOGGING_DB))
                .withMessageStartingWith("DIRACX_DB_URL_JOBLOGGINGDB is not set");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
