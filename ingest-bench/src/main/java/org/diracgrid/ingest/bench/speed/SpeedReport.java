package org.diracgrid.ingest.bench.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.diracgrid.ingest.bench.measure.MeasuredRun;
import org.diracgrid.ingest.bench.measure.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The tables at the end, medians with their spread, and the verdict. Immutable.
 *
 * @param results of all races, in the order in which they were run
 */
record SpeedReport(int events, long seed, int repeat, List<Result> results) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FLOOR = new FloorEntrant(false).name();

    SpeedReport {
        results = List.copyOf(results);
    }

    /** Whether everybody has written what it promised. */
    boolean isGood() {
        return results.stream().allMatch(result -> result.problems().isEmpty());
    }

    /**
     * Median of the time for an event, over that of the floor on the same course.
     *
     * @return null where there is no floor
     */
    @Nullable
    Double overFloor(Result.Course course, String entrant) {
        Map<String, List<Result>> byEntrant = byCourse().getOrDefault(course, Map.of());
        List<Result> floor = byEntrant.get(FLOOR);
        List<Result> other = byEntrant.get(entrant);
        if (floor == null || other == null) {
            return null;
        }
        return Spread.of(floor, Result::eventsPerSecond).median()
                / Spread.of(other, Result::eventsPerSecond).median();
    }

    void print(PrintWriter out) {
        byCourse().forEach((course, entrants) -> {
            out.println();
            out.printf(
                    "%s, %,d events, %d lanes, batches of %,d; medians of %d, least and most events/s%n",
                    course.family().id(), events, course.lanes(), course.batch(), repeat);
            out.println(
                    "                    events/s       least        most  x floor  CPU µs  MariaDB  OpenSearch   B/event"
                            + "  GC %  heap MiB  RSS MiB");
            entrants.forEach((entrant, own) -> print(out, course, entrant, own));
        });
        out.println();
        results.stream()
                .filter(result -> !result.problems().isEmpty())
                .forEach(result -> out.println("WRONG: " + result.entrant() + ", "
                        + result.course().family().id() + ": " + String.join("; ", result.problems())));
        out.println(isGood() ? "every contender wrote what it had to" : "NOT every contender wrote what it had to");
        out.flush();
    }

    private void print(PrintWriter out, Result.Course course, String entrant, List<Result> own) {
        Spread rate = Spread.of(own, Result::eventsPerSecond);
        Double ratio = overFloor(course, entrant);
        out.println(String.format(
                Locale.ROOT,
                "%-16s %,11.0f %,11.0f %,11.0f  %7s %7.1f  %7.1f  %10.1f  %,8.0f  %4.1f  %8.0f  %7.0f",
                entrant,
                rate.median(),
                rate.least(),
                rate.most(),
                ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio),
                median(own, Result::processMicrosPerEvent),
                median(own, Result::mariaDbMicrosPerEvent),
                median(own, Result::openSearchMicrosPerEvent),
                median(own, result -> result.figures().bytesAllocatedPerEvent()),
                median(own, result -> result.figures().pausedShare() * 100),
                median(own, result -> result.rest().collections().peakHeapBytes() / 1048576.0),
                median(own, result -> result.rest().peakResidentBytes() / 1048576.0)));
    }

    private static double median(List<Result> own, ToDoubleFunction<Result> figure) {
        return Spread.of(own, figure).median();
    }

    private Map<Result.Course, Map<String, List<Result>>> byCourse() {
        return results.stream()
                .collect(Collectors.groupingBy(
                        Result::course,
                        LinkedHashMap::new,
                        Collectors.groupingBy(Result::entrant, LinkedHashMap::new, Collectors.toList())));
    }

    /** All figures as JSON: every run, and the medians. */
    String json() {
        ObjectNode json = JSON.createObjectNode()
                .put("bench", "speed")
                .put("events", events)
                .put("seed", seed)
                .put("repeat", repeat)
                .put("good", isGood());
        ArrayNode courses = json.putArray("courses");
        byCourse().forEach((course, entrants) -> {
            ObjectNode node = courses.addObject()
                    .put("family", course.family().id())
                    .put("lanes", course.lanes())
                    .put("batch", course.batch());
            ArrayNode contenders = node.putArray("contenders");
            entrants.forEach((entrant, own) -> add(contenders.addObject(), course, entrant, own));
        });
        return json.toPrettyString() + '\n';
    }

    private void add(ObjectNode json, Result.Course course, String entrant, List<Result> own) {
        json.put("name", entrant).put("timeOverFloor", overFloor(course, entrant));
        add(json, "eventsPerSecond", own, Result::eventsPerSecond);
        add(json, "cpuMicrosPerEvent", own, Result::processMicrosPerEvent);
        add(json, "mariaDbCpuMicrosPerEvent", own, Result::mariaDbMicrosPerEvent);
        add(json, "openSearchCpuMicrosPerEvent", own, Result::openSearchMicrosPerEvent);
        add(json, "bytesAllocatedPerEvent", own, result -> result.figures().bytesAllocatedPerEvent());
        add(json, "gcShare", own, result -> result.figures().pausedShare());
        ArrayNode runs = json.putArray("runs");
        for (Result result : own) {
            ObjectNode run = runs.addObject();
            result.problems().forEach(run.putArray("problems")::add);
            add(run.putObject("first"), result.first());
            add(run.putObject("rest"), result.rest());
        }
    }

    private static void add(ObjectNode json, String name, List<Result> own, ToDoubleFunction<Result> figure) {
        Spread spread = Spread.of(own, figure);
        json.putObject(name)
                .put("median", spread.median())
                .put("least", spread.least())
                .put("most", spread.most());
    }

    private static void add(ObjectNode json, MeasuredRun run) {
        json.put("events", run.events())
                .put("bytes", run.bytes())
                .put("peakHeapBytes", run.collections().peakHeapBytes())
                .put("peakResidentBytes", run.peakResidentBytes())
                .put("collections", run.collections().collections())
                .put("allocatedBytes", run.collections().allocatedBytes())
                .put("pausedMs", run.collections().paused().toMillis());
        add(json.putObject("whole"), run.whole());
        add(json.putObject("effects"), run.effects());
    }

    private static void add(ObjectNode json, Usage usage) {
        json.put("ms", usage.took().toMillis())
                .put("cpuMs", usage.process().toMillis())
                .put("mariaDbCpuMs", usage.mariaDb().toMillis())
                .put("openSearchCpuMs", usage.openSearch().toMillis());
    }
}
