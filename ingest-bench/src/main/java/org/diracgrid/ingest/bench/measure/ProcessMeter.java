package org.diracgrid.ingest.bench.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.demo.trial.ProcessMemory;

/**
 * Starts a process, looks at it and at the servers until it has ended, and says what all of them have used. What the process
 * used after it was last looked at is missing: {@value #LOOK_EVERY_MS} ms at most, on every processor.
 *
 * <p>Confined to one thread, which waits.
 */
public final class ProcessMeter {

    private static final long LOOK_EVERY_MS = 20;

    /**
     * What was seen.
     *
     * @param whole from the start of the process to its end
     * @param effects from the first change in the stores to the last; nothing if nobody looked, or nothing changed
     * @param peakResidentBytes the most memory that it had; 0 if it ended before it was looked at
     */
    public record Reading(int exitCode, Usage whole, Usage effects, long peakResidentBytes) {}

    private final long mariaDb;
    private final long openSearch;
    private final List<ChangeCounter> changes;

    /**
     * @param mariaDb its process id; 0 if it is not to be looked at
     * @param openSearch the same
     * @param changes how to see that a store has changed; none if nobody wants to know when
     */
    public ProcessMeter(long mariaDb, long openSearch, List<ChangeCounter> changes) {
        this.mariaDb = mariaDb;
        this.openSearch = openSearch;
        this.changes = List.copyOf(changes);
    }

    /** Runs it to its end, which is not to be long after the last thing that it does. */
    public Reading measure(ProcessBuilder command) throws IOException, InterruptedException {
        try (ChangeWatch watch = ChangeWatch.start(changes)) {
            Samples samples = new Samples();
            samples.add(new Samples.Sample(System.nanoTime(), Duration.ZERO, server(mariaDb), server(openSearch)));
            Process process = command.start();
            long peak = 0;
            try {
                do {
                    samples.add(sample(process.pid(), samples.last()));
                    peak = ProcessMemory.peakResidentBytes(process.pid()).orElse(peak);
                } while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS));
            } finally {
                process.destroyForcibly();
            }
            samples.add(sample(process.pid(), samples.last()));
            Usage effects = watch.end()
                    .map(span -> samples.between(span.firstNanos(), span.lastNanos()))
                    .orElse(Usage.NONE);
            return new Reading(process.exitValue(), samples.all(), effects, peak);
        }
    }

    /** A process that has ended has used what it had used when it was last looked at. */
    private Samples.Sample sample(long pid, Samples.Sample before) {
        Duration process = ProcessorTime.of(pid).orElse(before.process());
        return new Samples.Sample(
                System.nanoTime(),
                process.compareTo(before.process()) > 0 ? process : before.process(),
                server(mariaDb),
                server(openSearch));
    }

    private static Duration server(long pid) {
        return pid == 0
                ? Duration.ZERO
                : ProcessorTime.of(pid)
                        .orElseThrow(() -> new IllegalStateException("the server of process " + pid + " has ended"));
    }
}
