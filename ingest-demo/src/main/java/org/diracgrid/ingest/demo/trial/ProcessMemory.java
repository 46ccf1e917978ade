package org.diracgrid.ingest.demo.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process takes of the memory: its heap as its virtual machine's log of collections has it, and all of it as Linux has
 * it.
 */
public final class ProcessMemory {

    /** {@code Pause Young (Allocation Failure) 45M->23M(62M) 3.141ms}. */
    private static final Pattern COLLECTION =
            Pattern.compile("Pause .* (\\d+)([KMG])->(\\d+)([KMG])\\(\\d+[KMG]\\) (\\d+\\.\\d+)ms");

    private static final Pattern PEAK_OF_ALL = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private ProcessMemory() {}

    /**
     * A collection of garbage.
     *
     * @param beforeBytes what was in the heap
     * @param afterBytes what was left of it
     * @param full whether it looked at all of the heap, so that what is left is alive
     * @param paused how long nothing else ran
     */
    public record Collection(long beforeBytes, long afterBytes, boolean full, Duration paused) {}

    /** The argument that makes a virtual machine log its collections. */
    public static String logTo(Path file) {
        return "-Xlog:gc:file=" + file + "::filecount=0";
    }

    /** All collections in such a log, in their order. */
    public static List<Collection> collections(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(COLLECTION::matcher)
                    .filter(Matcher::find)
                    .map(found -> new Collection(
                            bytes(found.group(1), found.group(2)),
                            bytes(found.group(3), found.group(4)),
                            found.group().startsWith("Pause Full"),
                            milliseconds(found.group(5))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The most memory that the process has had so far, heap and everything; Linux's "high water mark" of the resident set. Empty
     * if it has ended.
     */
    public static OptionalLong peakResidentBytes(long pid) {
        try {
            Matcher found = PEAK_OF_ALL.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1)) << 10) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isEmpty()) {
                return OptionalLong.empty(); // ESRCH: it has ended while it was read.
            }
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(String number, String unit) {
        int power =
                switch (unit) {
                    case "K" -> 10;
                    case "M" -> 20;
                    default -> 30;
                };
        return Long.parseLong(number) << power;
    }

    private static Duration milliseconds(String number) {
        return Duration.ofNanos(new BigDecimal(number).movePointRight(6).longValue());
    }
}
