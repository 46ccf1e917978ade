package org.diracgrid.ingest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.bench.load.LogLoad;
import org.diracgrid.ingest.devstack.DevStackException;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.diracgrid.ingest.worker.app.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench pilot-logs}. */
@Command(
        name = "pilot-logs",
        description = {
            "Ingests lines of pilots' logs into OpenSearch, reads every one of them back, ingests the same topic again and"
                    + " reads them back again. The servers are started from nothing.",
            "Exit code 0 if every line is found exactly once and in order, both times."
        })
final class PilotLogsCommand implements Callable<Integer> {

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Lines of all logs together (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = "--pilots",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many pilots have them (default: ${DEFAULT-VALUE}).")
    private int pilots;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private @Nullable Path json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the servers' data go; empty, missing, or of an earlier run (default: .stack/bench in the"
                            + " checkout).")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        if (pilots < 1) {
            throw new ParameterException(
                    commandLine, "--pilots: \"" + pilots + "\" is not allowed; expected 1 or more");
        }
        if (lines < pilots) {
            throw new ParameterException(
                    commandLine, "--lines: \"" + lines + "\" is not allowed; expected one or more for every pilot");
        }
        var out = commandLine.getOut();
        var load = new LogLoad(lines, pilots, seed);
        try {
            var report = new PilotLogsBench(load, directory(), out, Terminal.isWatched()).run();
            report.print(out);
            write(report);
            return report.isGood() ? 0 : 1;
        } catch (DevStackException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private void write(PilotLogsReport report) {
        if (json == null) {
            return;
        }
        try {
            Files.writeString(json, report.json(seed));
        } catch (IOException e) {
            throw new CommandFailedException("--json: " + json + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Path directory() {
        Path home = Path.of(System.getProperty("ingest.home", ""));
        return (directory == null ? home.resolve(".stack/bench") : directory)
                .toAbsolutePath()
                .normalize();
    }
}
