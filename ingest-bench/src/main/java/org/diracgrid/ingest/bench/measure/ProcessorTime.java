package org.diracgrid.ingest.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What Linux says in {@code /proc/PID/stat}: proc(5). */
final class ProcessorTime {

    /** Linux counts for user space in hundredths of a second (USER_HZ) on every processor that Java runs on. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Numbers of utime and stime, if the one behind the name is number 0. */
    private static final List<Integer> FIELDS = List.of(11, 12);

    private ProcessorTime() {}

    /**
     * What a process has used so far, user and system, with all of its threads, those that have ended too. Empty if it has
     * ended.
     *
     * @param pid 1 or more
     */
    static Optional<Duration> of(long pid) {
        try {
            return Optional.of(parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code 17 (a name (with) blanks) S 1 …}. */
    static Duration parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = FIELDS.stream()
                .mapToLong(field -> Long.parseLong(fields[field]))
                .sum();
        return TICK.multipliedBy(ticks);
    }
}
