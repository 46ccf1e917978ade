package org.diracgrid.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stack that outlives the command: up twice is up once, another flavour is refused, down stops it. */
class StackCommandIT {

    private static final Path DIRECTORY = Path.of("target", "stack-command-it").toAbsolutePath();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void down() {
        stack("down", "--dir", DIRECTORY.toString());
    }

    @Test
    void upIsIdempotentAndRefusesAnotherFlavour() throws Exception {
        assertThat(stack("up", "--dir", DIRECTORY.toString(), "--flavour", "dirac"))
                .as(err.toString())
                .isZero();
        String environment = Files.readString(DIRECTORY.resolve("stack.env"));
        String first = out.toString();
        out.getBuffer().setLength(0);

        assertThat(stack("up", "--dir", DIRECTORY.toString())).isZero();
        assertThat(out).hasToString(first);
        assertThat(DIRECTORY.resolve("stack.env")).hasContent(environment);
        assertThat(environment).contains("KAFKA_BOOTSTRAP_SERVERS='127.0.0.1:", "DIRACX_DB_URL_TASKQUEUEDB='mysql+");

        assertThat(stack("up", "--dir", DIRECTORY.toString(), "--flavour", "diracx"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("are of flavour dirac, not diracx");

        assertThat(stack("down", "--dir", DIRECTORY.toString())).isZero();
        assertThat(DIRECTORY.resolve("stack.env")).doesNotExist();
    }

    private int stack(String verb, String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "stack";
        all[1] = verb;
        System.arraycopy(words, 0, all, 2, words.length);
        return IngestMain.commandLine(Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
