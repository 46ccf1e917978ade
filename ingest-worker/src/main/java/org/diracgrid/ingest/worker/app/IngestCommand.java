package org.diracgrid.ingest.worker.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.diracgrid.ingest.worker.config.IngestConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root of the command line. Other modules add commands with {@link CommandLine#addSubcommand(Object)}; a command
 * reaches configuration and environment through a field {@code @ParentCommand IngestCommand}.
 */
@Command(
        name = "ingest",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        versionProvider = IngestCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Takes DiracX's job and pilot events from Kafka into DiracX's own databases, in bulk.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the work failed", "2:bad usage or configuration"},
        subcommands = {
            InitCommand.class,
            CheckCommand.class,
            LogsCommand.class,
            ParamsCommand.class,
            ProduceCommand.class,
            RunCommand.class,
            SchemaCommand.class
        })
public final class IngestCommand implements Runnable {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "YAML laid over the defaults; the environment (INGEST_*) is laid over both.")
    private @Nullable Path configFile;

    private IngestCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The command line on the environment of this process. */
    public static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    /**
     * Makes the command line.
     *
     * @param environment what configuration is read from
     */
    public static CommandLine commandLine(Map<String, String> environment) {
        var errors = new UserErrors();
        return new CommandLine(new IngestCommand(environment))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log what is done and, where a command fails, why in full.")
    void verbose(boolean verbose) {
        if (verbose) {
            Configurator.setLevel("org.diracgrid.ingest", Level.DEBUG);
            Configurator.setLevel("org.apache.kafka.clients.consumer", Level.INFO);
        }
    }

    /**
     * The configuration that this invocation runs with.
     *
     * @throws org.diracgrid.ingest.worker.config.ConfigException if it cannot be used
     */
    public IngestConfig config() {
        return IngestConfig.load(Optional.ofNullable(configFile), environment);
    }

    /** The environment that the configuration is read from. */
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "a command is missing");
        }
    }

    /** Reads the version from the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"diracx-ingest " + current()};
        }

        static String current() {
            var version = IngestCommand.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
