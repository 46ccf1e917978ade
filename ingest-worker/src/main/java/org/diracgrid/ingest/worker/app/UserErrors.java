package org.diracgrid.ingest.worker.app;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.diracgrid.ingest.worker.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns whatever ends a command into one line on stderr and an exit code: 2 for what the user wrote, 1 for all else.
 * The stack trace is in the log at DEBUG, which {@code --verbose} shows. Immutable.
 */
final class UserErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(UserErrors.class);

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        print(command, e.getMessage() + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        LOG.debug("{} failed", command.getCommandSpec().qualifiedName(), e);
        var configuration = configurationError(e);
        if (configuration.isPresent()) {
            print(command, configuration.get());
            return CommandLine.ExitCode.USAGE;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        print(
                command,
                e instanceof CommandFailedException ? describe(e) : e.getClass().getSimpleName() + ": " + describe(e));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What to say if somewhere in the chain of causes the configuration is to blame. */
    private static Optional<String> configurationError(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ConfigException) {
                return Optional.of(describe(e));
            }
            if (e instanceof org.apache.kafka.common.config.ConfigException) {
                return Optional.of("kafka: " + describe(e));
            }
        }
        return Optional.empty();
    }

    /** The message on one line; where Kafka only says that something failed, the cause's. */
    static String describe(Throwable e) {
        var cause = e.getCause();
        if (e instanceof KafkaException && cause != null && cause.getMessage() != null) {
            return describe(cause);
        }
        var message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static void print(CommandLine command, String line) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + line);
        command.getErr().flush();
    }
}
