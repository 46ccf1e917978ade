package org.diracgrid.ingest.cli;

import java.util.Map;
import org.diracgrid.ingest.bench.BenchCommand;
import org.diracgrid.ingest.chaos.ChaosCommand;
import org.diracgrid.ingest.demo.IngestMain;
import picocli.CommandLine;

/** What {@code ./ingest} runs: everything there is. */
public final class CliMain {

    private CliMain() {}

    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    /** The command line on {@code environment}. */
    static CommandLine commandLine(Map<String, String> environment) {
        return IngestMain.commandLine(environment)
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new BenchCommand());
    }
}
