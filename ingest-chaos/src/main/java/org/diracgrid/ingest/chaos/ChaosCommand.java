package org.diracgrid.ingest.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.demo.FlavourConverter;
import org.diracgrid.ingest.devstack.DevStackException;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.diracgrid.ingest.worker.config.DurationText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code chaos}: real workers on real servers under faults, and the proof that nothing came of them. */
@Command(
        name = "chaos",
        description = {
            "Starts Kafka, MariaDB and OpenSearch from nothing, publishes the lives of jobs, and lets workers ingest them"
                    + " while they, or the servers, are killed, frozen and cut off. In the end every row, document, dead"
                    + " letter and offset is held against what was published.",
            "Exit code 0 if every guarantee held. The seed is printed; it repeats the decisions, though not the moments."
        })
public final class ChaosCommand implements Callable<Integer> {

    @Option(
            names = "--scenario",
            required = true,
            paramLabel = "NAME",
            converter = ScenarioNames.class,
            completionCandidates = ScenarioNames.class,
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private ScenarioKind scenario = ScenarioKind.KILL;

    @Option(names = "--seed", paramLabel = "S", description = "Of the first round (default: from the clock).")
    private @Nullable Long seed;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many rounds, each with the next seed (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--duration",
            paramLabel = "D",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description =
                    "How long the faults of one round, or one fault, go on: 500ms, 60s, 5m (default: ${DEFAULT-VALUE}).")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "About how many events make the backlog of a round (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many workers end before it is done (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "cooperative",
            converter = ProtocolNames.class,
            completionCandidates = ProtocolNames.class,
            description = "How workers share partitions, one of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private GroupProtocol protocol = GroupProtocol.COOPERATIVE;

    @Option(
            names = "--flavour",
            paramLabel = "FLAVOUR",
            defaultValue = "diracx",
            converter = FlavourConverter.class,
            description = "Whose tables: diracx or dirac (default: ${DEFAULT-VALUE}).")
    private SchemaFlavour flavour = SchemaFlavour.DIRACX;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the servers' data go, which the next run clears. The workers' logs go beside it"
                    + " (default: .stack/chaos in the checkout).")
    private @Nullable Path directory;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures and violations there, too.")
    private @Nullable Path json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        require("--rounds", rounds, 1);
        require("--events", events, 1);
        require("--kills", kills, 0);
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        ChaosSettings settings = new ChaosSettings(
                scenario, seedOrClock(), rounds, duration, events, kills, protocol, flavour, directory());
        try {
            return new ChaosRun(settings, out, json).run() ? 0 : 1;
        } catch (DevStackException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailedException("chaos could not be staged: " + e.getMessage(), e);
        }
    }

    private long seedOrClock() {
        return seed == null ? new SplittableRandom().nextInt(1, 1_000_000) : seed;
    }

    private void require(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    option + ": \"" + value + "\" is not allowed; expected " + least + " or more");
        }
    }

    private Path directory() {
        Path home = Path.of(System.getProperty("ingest.home", ""));
        return (directory == null ? home.resolve(".stack/chaos") : directory)
                .toAbsolutePath()
                .normalize();
    }

    /** Spells scenarios in lower case. */
    static final class ScenarioNames extends LowerCaseNames<ScenarioKind> {
        ScenarioNames() {
            super(ScenarioKind.values());
        }
    }

    /** Spells protocols in lower case. */
    static final class ProtocolNames extends LowerCaseNames<GroupProtocol> {
        ProtocolNames() {
            super(GroupProtocol.values());
        }
    }

    /** Spells durations as the worker's configuration does. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return DurationText.parse(text);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new TypeConversionException(
                        "\"" + text + "\" is not allowed; expected for example 500ms, 60s or 5m");
            }
        }
    }
}
