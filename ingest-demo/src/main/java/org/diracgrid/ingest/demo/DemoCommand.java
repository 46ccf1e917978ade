package org.diracgrid.ingest.demo;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.demo.workload.WorkloadSettings;
import org.diracgrid.ingest.devstack.DevStackException;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.diracgrid.ingest.worker.app.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job on an embedded stack, from nothing, with proof. */
@Command(
        name = "demo",
        description = {
            "Shows the whole path on this machine: starts Kafka, MariaDB and OpenSearch from nothing, submits jobs as"
                    + " DiracX would, publishes their lives, ingests them, and compares every row and every document with"
                    + " what DiracX would have written.",
            "Exit code 0 if nothing differs."
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many jobs, with about 23 events each (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(
            names = "--pilots",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "How many pilots, with about 17 events and 150 lines of a log each (default: ${DEFAULT-VALUE}).")
    private int pilots;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same jobs and events (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--flavour",
            paramLabel = "FLAVOUR",
            defaultValue = "diracx",
            converter = FlavourConverter.class,
            description = "Whose tables: diracx or dirac (default: ${DEFAULT-VALUE}).")
    private SchemaFlavour flavour = SchemaFlavour.DIRACX;

    @Option(names = "--keep", description = "Leave the servers running, and say where they are.")
    private boolean keep;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the servers' data go; empty, missing, or of an earlier demo (default: .stack/demo in"
                    + " the checkout).")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        if (jobs < 1) {
            throw new ParameterException(commandLine, "--jobs: \"" + jobs + "\" is not allowed; expected 1 or more");
        }
        if (pilots < 0) {
            throw new ParameterException(
                    commandLine, "--pilots: \"" + pilots + "\" is not allowed; expected 0 or more");
        }
        var settings = new DemoSettings(directory(), flavour, WorkloadSettings.of(jobs, seed), pilots, keep);
        var demo = new Demo(settings, commandLine.getOut(), Terminal.isWatched(), InstantSource.system());
        try {
            return demo.run() ? 0 : 1;
        } catch (DevStackException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Path directory() {
        Path home = Path.of(System.getProperty("ingest.home", ""));
        return (directory == null ? home.resolve(".stack/demo") : directory)
                .toAbsolutePath()
                .normalize();
    }
}
