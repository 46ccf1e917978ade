package org.diracgrid.ingest.demo;

import java.util.Map;
import org.diracgrid.ingest.worker.app.IngestCommand;
import picocli.CommandLine;

/** The worker's commands, and those that need the development stack. */
public final class IngestMain {

    private IngestMain() {}

    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    /** The command line on {@code environment}. */
    public static CommandLine commandLine(Map<String, String> environment) {
        return IngestCommand.commandLine(environment)
                .addSubcommand(new StackCommand())
                .addSubcommand(new DemoCommand());
    }
}
