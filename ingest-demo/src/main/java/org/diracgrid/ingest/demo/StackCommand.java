package org.diracgrid.ingest.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackException;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.devstack.StackOptions;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stack up} and {@code stack down}. */
@Command(
        name = "stack",
        description = "Runs Kafka, MariaDB and OpenSearch on this machine, without containers.",
        synopsisSubcommandLabel = "(up | down)")
final class StackCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec injected = Objects.requireNonNull(spec);
        throw new ParameterException(injected.commandLine(), "stack needs to know what to do: up or down");
    }

    @Command(
            name = "up",
            description = {
                "Starts what does not run yet, with DIRAC's databases, and writes DIR/stack.env for a shell to read.",
                "The servers go on until \"stack down\"; their data stays longer than that."
            })
    void up(
            @Option(
                            names = "--dir",
                            required = true,
                            paramLabel = "DIR",
                            description = "Holds data, logs and stack.env.")
                    Path directory,
            @Option(
                            names = "--flavour",
                            paramLabel = "FLAVOUR",
                            converter = FlavourConverter.class,
                            description = "Whose tables: diracx or dirac (default: what DIR has, diracx if it is new).")
                    @Nullable
                    SchemaFlavour flavour,
            @Option(
                            names = "--kafka-port",
                            paramLabel = "PORT",
                            defaultValue = "0",
                            description = "Default: the one used before, else a free one.")
                    int kafkaPort,
            @Option(names = "--mariadb-port", paramLabel = "PORT", defaultValue = "0", description = "Likewise.")
                    int mariaDbPort,
            @Option(names = "--opensearch-port", paramLabel = "PORT", defaultValue = "0", description = "Likewise.")
                    int openSearchPort) {
        reporting(() -> {
            StackOptions options =
                    StackOptions.in(directory).withFlavour(flavour).withPorts(kafkaPort, mariaDbPort, openSearchPort);
            try (DevStack stack = DevStack.up(options)) {
                describe(stack, options.directory(), out());
            }
        });
    }

    @Command(name = "down", description = "Stops the servers. Data and logs stay.")
    void down(
            @Option(names = "--dir", required = true, paramLabel = "DIR", description = "As given to \"stack up\".")
                    Path directory) {
        reporting(() -> {
            DevStack.down(directory);
            out().println("down: " + directory);
        });
    }

    /** Says where everything is and how to go on. */
    static void describe(DevStack stack, Path directory, PrintWriter out) {
        out.println("Kafka        " + stack.kafkaBootstrapServers());
        // Without user and password, which are in stack.env.
        out.println("MariaDB      "
                + stack.environment().getOrDefault("DIRACX_DB_URL_JOBDB", "").replaceFirst("//[^@]*@", "//"));
        out.println("OpenSearch   " + stack.openSearchUrl());
        out.println("environment  set -a; . '" + directory.resolve("stack.env") + "'; set +a");
        out.println("stop         ./ingest stack down --dir '" + directory + "'");
        out.flush();
    }

    private static void reporting(Runnable work) {
        try {
            work.run();
        } catch (DevStackException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
