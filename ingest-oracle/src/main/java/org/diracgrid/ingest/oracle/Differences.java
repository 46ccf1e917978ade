package org.diracgrid.ingest.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.diracgrid.ingest.oracle.Difference.Kind;
import org.diracgrid.ingest.oracle.Snapshot.JobRow;
import org.diracgrid.ingest.oracle.Snapshot.LogRow;
import org.jspecify.annotations.Nullable;

/** Finds what is not as expected, job by job. */
public final class Differences {

    /** The server makes a text of a measure: 15 digits are certain. */
    private static final double DIGITS_OF_A_TEXT = 1e-14;

    private final @Nullable Window written;
    private final List<Difference> found = new ArrayList<>();

    private Differences(@Nullable Window written) {
        this.written = written;
    }

    /**
     * Compares everything.
     *
     * @param written when the store was written; null compares LastUpdateTime like any other column
     * @return what differs, ascending by job; empty if nothing does
     */
    public static List<Difference> between(Snapshot expected, Snapshot actual, @Nullable Window written) {
        Differences differences = new Differences(written);
        differences.compareAll(expected, actual);
        return List.copyOf(differences.found);
    }

    /** How many differences there are of each kind. */
    public static Map<Kind, Integer> count(List<Difference> differences) {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        differences.forEach(difference -> counts.merge(difference.kind(), 1, Integer::sum));
        return counts;
    }

    private void compareAll(Snapshot expected, Snapshot actual) {
        for (int jobId : eitherKeys(expected, actual)) {
            compareJob(jobId, expected.jobs().get(jobId), actual.jobs().get(jobId));
            compareHistory(jobId, rows(expected.logging(), jobId), rows(actual.logging(), jobId));
            compareCommands(jobId, rows(expected.commands(), jobId), rows(actual.commands(), jobId));
            compareTaskQueue(
                    jobId, expected.taskQueues().get(jobId), actual.taskQueues().get(jobId));
            compareHeartbeats(jobId, measures(expected, jobId), measures(actual, jobId));
        }
    }

    private void compareJob(int jobId, @Nullable JobRow expected, @Nullable JobRow actual) {
        if (expected == null || actual == null) {
            if (expected != null) {
                add(Kind.JOB_MISSING, jobId, "not in Jobs");
            } else if (actual != null) {
                add(
                        Kind.JOB_UNEXPECTED,
                        jobId,
                        "in Jobs, in status " + actual.columns().get("Status"));
            }
            return;
        }
        expected.columns().forEach((column, value) -> {
            String found = actual.columns().get(column);
            if (written != null && expected.touched() && column.equals("LastUpdateTime")) {
                expect(jobId, column, found, written.hasSecond(found), "within " + written);
            } else {
                expect(jobId, column, found, Objects.equals(value, found), quote(value));
            }
        });
    }

    private void expect(int jobId, String column, @Nullable String found, boolean asExpected, String wanted) {
        if (!asExpected) {
            add(Kind.JOB_COLUMN, jobId, "Jobs." + column + " is " + quote(found) + ", expected " + wanted);
        }
    }

    private void compareHistory(int jobId, List<LogRow> expected, List<LogRow> actual) {
        if (expected.equals(actual)) {
            return;
        }
        int before = found.size();
        List<LogRow> wanted = unnumbered(expected);
        List<LogRow> stored = unnumbered(actual);
        List<LogRow> missing = minus(wanted, stored);
        List<LogRow> surplus = minus(stored, wanted);
        missing.forEach(row -> add(Kind.LOG_ROW_MISSING, jobId, describe(row)));
        surplus.forEach(row ->
                add(wanted.contains(row) ? Kind.LOG_ROW_DUPLICATE : Kind.LOG_ROW_UNEXPECTED, jobId, describe(row)));
        if (found.size() == before) {
            add(Kind.LOG_ORDER, jobId, "the right rows with other numbers: " + actual);
        }
    }

    private <R> void compareCommands(int jobId, List<R> expected, List<R> actual) {
        minus(expected, actual).forEach(row -> add(Kind.COMMAND_MISSING, jobId, row.toString()));
        minus(actual, expected).forEach(row -> add(Kind.COMMAND_UNEXPECTED, jobId, row.toString()));
    }

    private void compareTaskQueue(int jobId, @Nullable Integer expected, @Nullable Integer actual) {
        if (!Objects.equals(expected, actual)) {
            add(Kind.TASK_QUEUE, jobId, "in task queue " + actual + ", expected " + expected);
        }
    }

    private void compareHeartbeats(int jobId, SortedMap<String, Double> expected, SortedMap<String, Double> actual) {
        expected.forEach((measure, value) -> {
            Double stored = actual.get(measure);
            if (stored == null) {
                add(Kind.HEARTBEAT_MISSING, jobId, measure + " = " + value);
            } else if (Math.abs(stored - value) > Math.abs(value) * DIGITS_OF_A_TEXT) {
                add(Kind.HEARTBEAT_VALUE, jobId, measure + " is " + stored + ", expected " + value);
            }
        });
        actual.forEach((measure, value) -> {
            if (!expected.containsKey(measure)) {
                add(Kind.HEARTBEAT_UNEXPECTED, jobId, measure + " = " + value);
            }
        });
    }

    private void add(Kind kind, int jobId, String detail) {
        found.add(Difference.ofJob(kind, jobId, detail));
    }

    private static SortedSet<Integer> eitherKeys(Snapshot expected, Snapshot actual) {
        SortedSet<Integer> keys = new TreeSet<>();
        for (Snapshot snapshot : List.of(expected, actual)) {
            keys.addAll(snapshot.jobs().keySet());
            keys.addAll(snapshot.logging().keySet());
            keys.addAll(snapshot.commands().keySet());
            keys.addAll(snapshot.taskQueues().keySet());
            keys.addAll(snapshot.heartbeats().keySet());
        }
        return keys;
    }

    private static <R> List<R> rows(SortedMap<Integer, List<R>> table, int jobId) {
        return table.getOrDefault(jobId, List.of());
    }

    private static SortedMap<String, Double> measures(Snapshot snapshot, int jobId) {
        return snapshot.heartbeats().getOrDefault(jobId, Collections.emptySortedMap());
    }

    private static List<LogRow> unnumbered(List<LogRow> rows) {
        return rows.stream().map(LogRow::unnumbered).toList();
    }

    /** What is in {@code all} more often than in {@code taken}. */
    static <R> List<R> minus(List<R> all, List<R> taken) {
        List<R> rest = new ArrayList<>(all);
        taken.forEach(rest::remove);
        return rest;
    }

    private static String describe(LogRow row) {
        return String.join(
                " | ", row.status(), row.minorStatus(), row.applicationStatus(), row.statusTimeOrder(), row.source());
    }

    private static String quote(@Nullable String value) {
        return value == null ? "NULL" : '\'' + value + '\'';
    }
}
