package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.devstack.DevStackException;
import org.diracgrid.ingest.worker.app.CommandFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench speed}. */
@Command(
        name = "speed",
        description = {
            "Lets the worker and others ingest the same backlog into fresh stores, in turns, and says what each costs. The servers"
                    + " are started from nothing.",
            "Exit code 0 if everybody wrote what it had to."
        })
public final class SpeedCommand implements Callable<Integer> {

    @Option(
            names = "--family",
            paramLabel = "NAME",
            split = ",",
            description = "Events to ingest: status, heartbeat, metadata, pilots, log-lines, mixed (default: all).")
    private List<String> families = List.of();

    @Option(
            names = "--stores",
            paramLabel = "STORE",
            split = ",",
            description = "Stores to write: mysql, opensearch or both (default: those that each family is for).")
    private @Nullable List<String> stores;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Events of each family (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each contender runs (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            split = ",",
            defaultValue = "4",
            description =
                    "Connections to each store; several are tried one after the other (default: ${DEFAULT-VALUE}).")
    private List<Integer> lanes = List.of();

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000",
            description = "Most events of a transaction or request, likewise (default: ${DEFAULT-VALUE}).")
    private List<Integer> batches = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "floor",
            description = "Whom to compare the worker with: floor, loop, diracx, connect, connect-reduced (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<String> against = List.of();

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "512m",
            description = "Heap of each contender (default: ${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same events (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--profile",
            paramLabel = "FILE.jfr",
            description = "Writes a flight recording of the worker's last run there.")
    private @Nullable Path profile;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private @Nullable Path json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the servers' data go; empty, missing, or of an earlier run (default: .stack/speed in the"
                            + " checkout).")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SpeedSettings settings = settings();
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            SpeedReport report = new SpeedBench(settings, out).run();
            report.print(out);
            write(report);
            return report.isGood() ? 0 : 1;
        } catch (DevStackException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private SpeedSettings settings() {
        requirePositive("--events", List.of(events));
        requirePositive("--repeat", List.of(repeat));
        requirePositive("--lanes", lanes);
        requirePositive("--batch", batches);
        if (stores != null) {
            stores.forEach(store -> require("--stores", store, List.of("mysql", "opensearch")));
        }
        if (!heap.matches("[1-9][0-9]*[kmg]")) {
            throw refused("--heap", heap, "a size such as 512m");
        }
        families.forEach(family -> require("--family", family, Family.ids()));
        against.forEach(rival -> require("--against", rival, Entrants.names()));
        List<Entrant> entrants = new ArrayList<>(List.of(new WorkerEntrant()));
        against.forEach(rival -> entrants.addAll(Entrants.of(rival)));
        return new SpeedSettings(
                (families.isEmpty() ? Family.ids() : families)
                        .stream().map(Family::of).toList(),
                stores,
                events,
                repeat,
                lanes,
                batches,
                entrants,
                heap,
                seed,
                profile,
                directory());
    }

    private void requirePositive(String option, List<Integer> values) {
        for (int value : values) {
            if (value < 1) {
                throw refused(option, Integer.toString(value), "1 or more");
            }
        }
    }

    private void require(String option, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw refused(option, value, "one of " + String.join(", ", allowed));
        }
    }

    private ParameterException refused(String option, String value, String expected) {
        return new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                option + ": \"" + value + "\" is not allowed; expected " + expected);
    }

    private void write(SpeedReport report) {
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
        return (directory == null ? home.resolve(".stack/speed") : directory)
                .toAbsolutePath()
                .normalize();
    }
}
