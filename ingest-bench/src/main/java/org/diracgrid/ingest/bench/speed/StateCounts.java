package org.diracgrid.ingest.bench.speed;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How much there is of what in the stores, or has to be. Immutable.
 *
 * @param counts by what is counted, one of the names here or a name with a status behind it; what is not there is 0
 */
record StateCounts(SortedMap<String, Long> counts) {

    static final String LOG_ROWS = "LoggingInfo rows";
    static final String HEARTBEAT_ROWS = "HeartBeatLoggingInfo rows";
    static final String JOBS = "Jobs ";
    static final String PILOTS = "PilotAgents ";
    static final String PILOT_JOBS = "JobToPilotMapping rows";
    static final String JOB_DOCUMENTS = "job documents";
    static final String LOG_LINES = "log lines";

    StateCounts {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** Counts one after the other. Confined to one thread. */
    static final class Counter {
        private final SortedMap<String, Long> counts = new TreeMap<>();

        void add(String name, long count) {
            counts.merge(name, count, Long::sum);
        }

        StateCounts total() {
            counts.values().removeIf(count -> count == 0);
            return new StateCounts(counts);
        }
    }

    /**
     * One sentence for everything that there is not as much of as there has to be; empty if all is well.
     *
     * @param promised what is looked at, by its name
     */
    List<String> differencesFrom(StateCounts expected, Predicate<String> promised) {
        TreeSet<String> names = new TreeSet<>(expected.counts.keySet());
        names.addAll(counts.keySet());
        return names.stream()
                .filter(promised)
                .filter(name -> of(name, counts) != of(name, expected.counts))
                .map(name -> name + ": " + of(name, counts) + ", expected " + of(name, expected.counts))
                .toList();
    }

    private static long of(String name, Map<String, Long> counts) {
        return counts.getOrDefault(name, 0L);
    }
}
