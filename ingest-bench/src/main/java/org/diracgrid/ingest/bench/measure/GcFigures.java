package org.diracgrid.ingest.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.ingest.demo.trial.ProcessMemory;
import org.diracgrid.ingest.demo.trial.ProcessMemory.Collection;

/**
 * What the log of a virtual machine says of its heap. Immutable.
 *
 * @param collections how many there were
 * @param allocatedBytes what grew in the heap between collections, before the first and after the last; to a mebibyte for
 *     each, because the log is no finer
 * @param paused how long nothing else ran
 * @param peakHeapBytes the most that was in the heap when a collection began, or at the end
 */
public record GcFigures(long collections, long allocatedBytes, Duration paused, long peakHeapBytes) {

    /** A generation, or all of G1's heap: {@code [9.1s][info][gc,heap,exit   ]  garbage-first heap   total 262144K, used 8521K}. */
    private static final Pattern AT_EXIT = Pattern.compile("\\[gc,heap,exit *\\] .* total \\d+K, used (\\d+)K");

    /** The argument that makes a virtual machine write such a log; with what is in the heap at its end. */
    public static String logTo(Path file) {
        return "-Xlog:gc*:file=" + file + ":uptime,level,tags:filecount=0";
    }

    /** Reads the log of a process that has ended in good order; of another one what came after the last collection is missing. */
    public static GcFigures read(Path log) {
        return of(ProcessMemory.collections(log), usedAtExit(log));
    }

    /** What this is more than {@code other}; the peak is this one's. */
    public GcFigures minus(GcFigures other) {
        return new GcFigures(
                collections - other.collections,
                allocatedBytes - other.allocatedBytes,
                paused.minus(other.paused),
                peakHeapBytes);
    }

    private static GcFigures of(List<Collection> collections, long usedAtExit) {
        long allocated = 0;
        long left = 0;
        long peak = usedAtExit;
        Duration paused = Duration.ZERO;
        for (Collection collection : collections) {
            // Less than before is possible: G1 frees what is dead besides its pauses.
            allocated += Math.max(0, collection.beforeBytes() - left);
            left = collection.afterBytes();
            peak = Math.max(peak, collection.beforeBytes());
            paused = paused.plus(collection.paused());
        }
        allocated += Math.max(0, usedAtExit - left);
        return new GcFigures(collections.size(), allocated, paused, peak);
    }

    private static long usedAtExit(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(AT_EXIT::matcher)
                    .filter(Matcher::find)
                    .mapToLong(found -> Long.parseLong(found.group(1)) << 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
