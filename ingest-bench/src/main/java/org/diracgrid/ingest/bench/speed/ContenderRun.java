package org.diracgrid.ingest.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.ingest.bench.measure.GcFigures;
import org.diracgrid.ingest.bench.measure.MeasuredRun;
import org.diracgrid.ingest.bench.measure.ProcessMeter;
import org.diracgrid.ingest.worker.app.CommandFailedException;

/** Runs a contender in a process of its own to its end, and measures it. */
public final class ContenderRun {

    private static final int SHOWN_LOG_LINES = 12;

    private final ProcessMeter meter;
    private final Path directory;

    /** @param directory where the contender's log and the log of its collections go */
    public ContenderRun(ProcessMeter meter, Path directory) {
        this.meter = meter;
        this.directory = directory;
    }

    /**
     * Runs it.
     *
     * @param name what this run is called in the table
     * @param events there are for it
     * @param bytes of these events, values alone
     * @throws CommandFailedException if it does not end well
     */
    public MeasuredRun measure(Contender contender, String name, long events, long bytes)
            throws IOException, InterruptedException {
        return measure(contender, name, events, bytes, List.of());
    }

    /** The same with more arguments for its virtual machine, a recording for example. */
    public MeasuredRun measure(Contender contender, String name, long events, long bytes, List<String> jvmArguments)
            throws IOException, InterruptedException {
        String file = (contender.name() + '-' + name).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        Files.createDirectories(directory);
        Path log = directory.resolve(file + ".log");
        Path collections = directory.resolve(file + ".gc");
        List<String> more = new ArrayList<>(jvmArguments);
        more.add(GcFigures.logTo(collections));
        ProcessBuilder command =
                contender.command(more).redirectErrorStream(true).redirectOutput(log.toFile());
        ProcessMeter.Reading reading = meter.measure(command);
        if (reading.exitCode() != 0) {
            throw new CommandFailedException(
                    "the " + contender.name() + " ended with exit code " + reading.exitCode() + ":\n" + tail(log));
        }
        return new MeasuredRun(
                name,
                events,
                bytes,
                reading.whole(),
                reading.effects(),
                reading.peakResidentBytes(),
                GcFigures.read(collections));
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
    }
}
