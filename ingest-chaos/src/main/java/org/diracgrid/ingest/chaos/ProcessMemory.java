package org.diracgrid.ingest.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a worker process takes of the memory: its heap as its log of collections has it, and all of it as Linux has it. */
final class ProcessMemory {

    /** {@code Pause Young (Allocation Failure) 45M->23M(62M)}. */
    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)([KM])->(\\d+)([KM])\\((\\d+)([KM])\\)");

    private static final Pattern PEAK_OF_ALL = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private ProcessMemory() {}

    /**
     * A collection of garbage.
     *
     * @param beforeBytes what was in the heap
     * @param afterBytes what was left of it
     * @param full whether it looked at all of the heap, so that what is left is alive
     */
    record Collection(long beforeBytes, long afterBytes, boolean full) {}

    /** The argument that makes a worker log its collections. */
    static String logTo(Path file) {
        return "-Xlog:gc:file=" + file + "::filecount=0";
    }

    /** All collections in such a log. */
    static List<Collection> collections(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(COLLECTION::matcher)
                    .filter(Matcher::find)
                    .map(found -> new Collection(
                            bytes(found.group(1), found.group(2)),
                            bytes(found.group(3), found.group(4)),
                            found.group().startsWith("Pause Full")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most memory that the process has had so far, heap and everything; Linux's "high water mark" of the resident set. */
    static long peakResidentBytes(long pid) {
        try {
            Matcher found = PEAK_OF_ALL.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            if (!found.find()) {
                throw new IllegalStateException("no VmHWM of process " + pid);
            }
            return Long.parseLong(found.group(1)) << 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(String number, String unit) {
        return Long.parseLong(number) << (unit.equals("M") ? 20 : 10);
    }
}
