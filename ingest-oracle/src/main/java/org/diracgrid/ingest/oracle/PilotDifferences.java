package org.diracgrid.ingest.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.diracgrid.ingest.oracle.Difference.Kind;
import org.jspecify.annotations.Nullable;

/** Finds what is not as expected of pilots: rows, jobs, outputs, lines of logs. */
public final class PilotDifferences {

    private final List<Difference> found = new ArrayList<>();

    private PilotDifferences() {}

    /**
     * Compares the tables.
     *
     * @param written when the store was written; null compares LastUpdateTime like any other column
     * @return what differs, ascending by stamp; empty if nothing does
     */
    public static List<Difference> between(PilotSnapshot expected, PilotSnapshot actual, @Nullable Window written) {
        PilotDifferences differences = new PilotDifferences();
        for (String stamp : either(expected.pilots(), actual.pilots())) {
            differences.compareRows(stamp, rows(expected.pilots(), stamp), rows(actual.pilots(), stamp), written);
        }
        for (String stamp : either(expected.jobs(), actual.jobs())) {
            differences.compare(
                    stamp,
                    rows(expected.jobs(), stamp),
                    rows(actual.jobs(), stamp),
                    Kind.PILOT_JOB_MISSING,
                    Kind.PILOT_JOB_UNEXPECTED);
        }
        for (String stamp : either(expected.outputs(), actual.outputs())) {
            differences.expect(
                    stamp,
                    "PilotOutput",
                    expected.outputs().get(stamp),
                    actual.outputs().get(stamp));
        }
        return List.copyOf(differences.found);
    }

    /**
     * Compares the lines of logs, every one and their order.
     *
     * @return what differs, ascending by stamp; empty if nothing does
     */
    public static List<Difference> betweenLogs(
            SortedMap<String, List<PilotLogRow>> expected, SortedMap<String, List<PilotLogRow>> actual) {
        PilotDifferences differences = new PilotDifferences();
        for (String stamp : either(expected, actual)) {
            List<PilotLogRow> wanted = rows(expected, stamp);
            List<PilotLogRow> stored = rows(actual, stamp);
            int before = differences.found.size();
            differences.compare(stamp, wanted, stored, Kind.LOG_LINE_MISSING, Kind.LOG_LINE_UNEXPECTED);
            if (differences.found.size() == before && !wanted.equals(stored)) {
                differences.add(Kind.LOG_LINE_ORDER, stamp, "the right lines in another order");
            }
        }
        return List.copyOf(differences.found);
    }

    private void compareRows(
            String stamp,
            List<SortedMap<String, @Nullable String>> expected,
            List<SortedMap<String, @Nullable String>> actual,
            @Nullable Window written) {
        if (expected.isEmpty() || actual.isEmpty()) {
            add(expected.isEmpty() ? Kind.PILOT_UNEXPECTED : Kind.PILOT_MISSING, stamp, "expected " + expected);
            return;
        }
        if (expected.size() != actual.size()) {
            add(Kind.PILOT_UNEXPECTED, stamp, actual.size() + " rows, expected " + expected.size());
        }
        SortedMap<String, @Nullable String> row = actual.get(0);
        expected.get(0).forEach((column, value) -> {
            String stored = row.get(column);
            if (written == null || !column.equals("LastUpdateTime")) {
                expect(stamp, column, value, stored);
            } else if (!written.hasSecond(stored)) {
                add(Kind.PILOT_COLUMN, stamp, column + " is " + stored + ", expected within " + written);
            }
        });
    }

    private void expect(String stamp, String column, @Nullable Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            add(Kind.PILOT_COLUMN, stamp, column + " is " + actual + ", expected " + expected);
        }
    }

    /** One surplus row for every time that something is there too often. */
    private <R> void compare(String stamp, List<R> expected, List<R> actual, Kind missing, Kind unexpected) {
        if (expected.equals(actual)) {
            return;
        }
        Differences.minus(expected, actual).forEach(row -> add(missing, stamp, row.toString()));
        Differences.minus(actual, expected).forEach(row -> add(unexpected, stamp, row.toString()));
    }

    private void add(Kind kind, String stamp, String detail) {
        found.add(Difference.ofPilot(kind, stamp, detail));
    }

    private static Set<String> either(SortedMap<String, ?> one, SortedMap<String, ?> other) {
        Set<String> stamps = new TreeSet<>(one.keySet());
        stamps.addAll(other.keySet());
        return stamps;
    }

    private static <R> List<R> rows(SortedMap<String, List<R>> table, String stamp) {
        return table.getOrDefault(stamp, List.of());
    }
}
