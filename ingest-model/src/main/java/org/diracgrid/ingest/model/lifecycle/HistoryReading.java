package org.diracgrid.ingest.model.lifecycle;

import java.util.List;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a history did to the columns of the job, as far as that is certain.
 *
 * <p>A row changes Status and the texts only if it was not late, which depends on the rows before the event that it belongs
 * to, and which rows make up one event cannot be seen. But the updates of an event ascend by time: a row's event begins
 * somewhere in the run of ascending rows that ends with it. If the row is newer than the history before each of these
 * places, it <em>counted</em>; if it is older than the history before each, it was <em>late</em>; of others nothing is
 * said. Without clocks that disagree, every row counted.
 *
 * <p>Immutable.
 */
final class HistoryReading {

    /** Half a millisecond: the column rounds to whole ones. */
    private static final long ROUNDED_MICROS = 500;

    private enum Reading {
        COUNTED,
        LATE,
        EITHER
    }

    private final List<StoredLogRow> rows;
    private final Reading[] readings;

    /** Per row the index of the first one that may be of the same event. */
    private final int[] runStarts;

    HistoryReading(JobHistory history) {
        List<JobHistory.Placed> placed = history.placed();
        this.rows = placed.stream().map(JobHistory.Placed::row).toList();
        this.readings = new Reading[rows.size()];
        this.runStarts = new int[rows.size()];
        long lowest = Long.MIN_VALUE;
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < readings.length; i++) {
            long newest = placed.get(i).newestBefore();
            boolean ascends =
                    i > 0 && rows.get(i).orderMillis() >= rows.get(i - 1).orderMillis();
            lowest = ascends ? Math.min(lowest, newest) : newest;
            highest = ascends ? Math.max(highest, newest) : newest;
            runStarts[i] = ascends ? runStarts[i - 1] : i;
            readings[i] = reading(history.micros(rows.get(i)), lowest, highest);
        }
    }

    /** All rows, ascending by number. */
    List<StoredLogRow> rows() {
        return rows;
    }

    private static Reading reading(long micros, long lowest, long highest) {
        if (micros - ROUNDED_MICROS >= highest) {
            return Reading.COUNTED;
        }
        return micros + ROUNDED_MICROS < lowest ? Reading.LATE : Reading.EITHER;
    }

    /** The status that the first {@code end} rows leave; null if that is not certain. */
    @Nullable
    String settledStatus(int end) {
        String status = null;
        int setAt = 0;
        for (int i = 0; i < end; i++) {
            String logged = rows.get(i).status();
            if (readings[i] == Reading.COUNTED && isNamed(logged)) {
                status = logged;
                setAt = i;
            } else if (readings[i] != Reading.LATE && mayChange(status, logged)) {
                // A stalled job runs again by a report without a status, unless that is of the event that stalled it.
                status = readings[i] == Reading.COUNTED && runStarts[i] > setAt ? JobStatus.RUNNING.text() : null;
            }
        }
        return status;
    }

    private static boolean mayChange(@Nullable String status, String logged) {
        if (status == null) {
            return false;
        }
        return isNamed(logged) ? !logged.equals(status) : status.equals(JobStatus.STALLED.text());
    }

    /** Whether a row from {@code start} on certainly set the status to one that it names; a refused one kept it. */
    boolean isStatusSet(int start) {
        for (int i = start; i < readings.length; i++) {
            if (readings[i] == Reading.COUNTED && isNamed(rows.get(i).status()) && !isRefused(rows.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a row from {@code start} on, late or not, may have brought the job into that status. */
    boolean maySetStatus(int start, String status) {
        return rows.subList(start, rows.size()).stream()
                .anyMatch(row -> row.status().equals(status) && !isRefused(row));
    }

    /** Whether a row from {@code start} on certainly set the column of {@code text}. An empty text may undo one before it. */
    boolean isTextSet(int start, Function<StoredLogRow, String> text) {
        boolean set = false;
        for (int i = start; i < readings.length; i++) {
            String value = text.apply(rows.get(i));
            if (value.isEmpty()) {
                set = false;
            } else if (readings[i] == Reading.COUNTED && isNamed(value)) {
                set = true;
            }
        }
        return set;
    }

    private static boolean isRefused(StoredLogRow row) {
        return row.source().endsWith(JobHistory.REFUSED_MARK);
    }

    private static boolean isNamed(String text) {
        return !text.equals(JobHistory.IDEM);
    }
}
