package org.diracgrid.ingest.bench;

import java.util.Map;
import org.diracgrid.ingest.demo.IngestMain;
import picocli.CommandLine;

/** What {@code ./ingest} runs: everything there is. */
public final class BenchMain {

    private BenchMain() {}

    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    /** The command line on {@code environment}. */
    static CommandLine commandLine(Map<String, String> environment) {
        return IngestMain.commandLine(environment).addSubcommand(new BenchCommand());
    }
}
