package org.diracgrid.ingest.bench;

import java.util.Objects;
import org.diracgrid.ingest.bench.latency.LatencyCommand;
import org.diracgrid.ingest.bench.speed.SpeedCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: one command below it for each thing to measure. */
@Command(
        name = "bench",
        description = "Measures the worker on an embedded stack, and checks what it wrote.",
        synopsisSubcommandLabel = "(speed | latency | pilot-logs)",
        subcommands = {SpeedCommand.class, LatencyCommand.class, PilotLogsCommand.class})
public final class BenchCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec injected = Objects.requireNonNull(spec);
        throw new ParameterException(
                injected.commandLine(), "bench needs to know what to measure: speed, latency or pilot-logs");
    }
}
