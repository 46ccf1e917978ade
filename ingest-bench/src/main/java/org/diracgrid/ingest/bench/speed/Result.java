package org.diracgrid.ingest.bench.speed;

import java.util.List;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.measure.MeasuredRun;
import org.diracgrid.ingest.bench.measure.Usage;

/**
 * What one contender did in one race. Immutable.
 *
 * @param course what it was measured on
 * @param entrant its name
 * @param wholeCounts whether all of its process counts; of the floor only what it did from its first effect to its last, because
 *     it computes before
 * @param first the first part
 * @param rest what followed
 * @param problems what is not in the stores as it should be; empty if all is well
 */
record Result(
        Course course,
        String entrant,
        boolean wholeCounts,
        MeasuredRun first,
        MeasuredRun rest,
        List<String> problems) {

    /** Two starts differ by a second or so of processor time: 20 µs an event for so many events. */
    private static final long COMPARED_EVENTS_MIN = 50_000;

    /**
     * What contenders are compared on.
     *
     * @param lanes connections to each store
     * @param batch most events of a transaction or request
     */
    record Course(Family family, int lanes, int batch) {}

    Result {
        problems = List.copyOf(problems);
    }

    /** The rest beyond the first part, as after warming up; the rest itself where the difference would be noise. */
    MeasuredRun figures() {
        MeasuredRun beyond = rest.beyond(first, "beyond a start");
        return beyond.events() >= COMPARED_EVENTS_MIN ? beyond : rest;
    }

    /** Processor time that counts. */
    Usage usage() {
        return wholeCounts ? figures().whole() : figures().effects();
    }

    double eventsPerSecond() {
        return 1e6 / figures().effectMicrosPerEvent();
    }

    double processMicrosPerEvent() {
        return usage().process().toNanos() / 1e3 / figures().events();
    }

    double mariaDbMicrosPerEvent() {
        return usage().mariaDb().toNanos() / 1e3 / figures().events();
    }

    double openSearchMicrosPerEvent() {
        return usage().openSearch().toNanos() / 1e3 / figures().events();
    }
}
