package org.diracgrid.ingest.bench.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.devstack.DevStackException;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench latency}. */
@Command(
        name = "latency",
        description = {
            "Publishes status updates at a steady rate while a worker runs, and says how long they take from Kafka's log until"
                    + " the stores show them. The servers are started from nothing.",
            "Exit code 0 if every event that was watched for was seen."
        })
public final class LatencyCommand implements Callable<Integer> {

    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            defaultValue = "500,1000,2000",
            description = "Events a second; several are tried one after the other (default: ${DEFAULT-VALUE}).")
    private List<Integer> rates = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long each is measured (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "30",
            description = "Seconds before that (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--stores",
            paramLabel = "STORE",
            split = ",",
            defaultValue = "mysql,opensearch",
            description = "Stores of the worker (default: ${DEFAULT-VALUE}).")
    private List<String> stores = List.of();

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "4",
            description = "Connections to each store (default: ${DEFAULT-VALUE}).")
    private int lanes;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "512m",
            description = "Heap of the worker (default: ${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same events (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private @Nullable Path json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the servers' data go; empty, missing, or of an earlier run (default: .stack/latency in the"
                            + " checkout).")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        rates.forEach(rate -> requirePositive("--rate", rate));
        requirePositive("--seconds", seconds);
        requirePositive("--lanes", lanes);
        if (warmUp < 0) {
            throw refused("--warm-up", Integer.toString(warmUp), "0 or more");
        }
        if (!List.of("mysql", "opensearch").containsAll(stores) || !stores.contains("mysql")) {
            throw refused("--stores", String.join(",", stores), "mysql, or mysql and opensearch, which follows it");
        }
        if (!heap.matches("[1-9][0-9]*[kmg]")) {
            throw refused("--heap", heap, "a size such as 512m");
        }
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        LatencySettings settings = new LatencySettings(rates, seconds, warmUp, stores, lanes, heap, seed, directory());
        try {
            LatencyReport report = new LatencyBench(settings, out).run();
            report.print(out);
            write(report);
            return report.isGood() ? 0 : 1;
        } catch (DevStackException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw refused(option, Integer.toString(value), "1 or more");
        }
    }

    private ParameterException refused(String option, String value, String expected) {
        return new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                option + ": \"" + value + "\" is not allowed; expected " + expected);
    }

    private void write(LatencyReport report) {
        if (json == null) {
            return;
        }
        try {
            Files.writeString(json, report.json());
        } catch (IOException e) {
            throw new CommandFailedException("--json: " + json + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Path directory() {
        Path home = Path.of(System.getProperty("ingest.home", ""));
        return (directory == null ? home.resolve(".stack/latency") : directory)
                .toAbsolutePath()
                .normalize();
    }
}
