package org.diracgrid.ingest.model.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.CodePoints;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The log rows of one job, stored and new, and the questions the status logic asks of them: how new is the newest, has this
 * update been logged before, and what was said of it then.
 *
 * <p>Confined to whoever holds its {@link JobState}.
 */
final class JobHistory {

    /** What a column holds where the update said nothing. */
    static final String IDEM = "idem";

    /** What DiracX appends to the source of an update whose transition was refused. */
    static final String REFUSED_MARK = "(SM)";

    static final int SOURCE_CHARACTERS_MAX = 32;
    static final int APPLICATION_STATUS_CHARACTERS_MAX = 255;

    /**
     * A row in its place.
     *
     * @param newestBefore {@link #newestMicros()} of the rows with lower numbers
     */
    record Placed(StoredLogRow row, long newestBefore) {}

    /** An update that came again, and its row. */
    private record Repeated(StatusUpdate update, Placed placed) {
        int seqNum() {
            return placed.row().seqNum();
        }
    }

    private final TimeOrderColumn column;
    private final List<Placed> rowsByOrder;
    private final Map<String, Long> lastMicrosByStatus = new HashMap<>();
    private int lastSeqNum;
    private long newestMicros = Long.MIN_VALUE;
    private long latestMicros = Long.MIN_VALUE;

    JobHistory(List<StoredLogRow> stored, TimeOrderColumn column) {
        this.column = column;
        var sorted = new ArrayList<>(stored);
        sorted.sort(Comparator.comparingInt(StoredLogRow::seqNum));
        this.rowsByOrder = new ArrayList<>(sorted.size());
        sorted.forEach(row -> rowsByOrder.add(take(row)));
        rowsByOrder.sort(Comparator.comparingLong(placed -> placed.row().orderMillis()));
    }

    boolean isEmpty() {
        return rowsByOrder.isEmpty();
    }

    int lastSeqNum() {
        return lastSeqNum;
    }

    /**
     * DiracX's {@code last_time}, microseconds since the epoch: not the newest of all rows but the newest among the last
     * rows, by number, of each status; {@code idem} counts as a status. A late row therefore can turn it back.
     * {@link Long#MIN_VALUE} without any row.
     */
    long newestMicros() {
        return newestMicros;
    }

    /** The newest of all rows, microseconds since the epoch; {@link Long#MIN_VALUE} without any. */
    long latestMicros() {
        return latestMicros;
    }

    /** Whether every update of {@code event} is in the history, as requested or as it may have been refused. */
    boolean hasAll(JobStatusEvent event) {
        return event.updates().stream().allMatch(update -> contains(update, !event.force()));
    }

    /**
     * Whether {@code event}, all of which is in the history, was late when it came: its last update was older than
     * {@link #newestMicros()} as it was before its rows. These are the rows of its updates that were written last, in a
     * row; others of its updates had come before with another event.
     */
    boolean wasLate(JobStatusEvent event) {
        List<Repeated> repeated = repeatedOf(event);
        int i = repeated.size() - 1;
        Repeated last = repeated.get(i);
        while (i > 0 && repeated.get(i - 1).seqNum() == repeated.get(i).seqNum() - 1) {
            i--;
        }
        return last.update().timeMicros() < repeated.get(i).placed().newestBefore();
    }

    /** Whether the machine kept the state at an update of {@code event}, all of which is in the history. */
    boolean wasRefused(JobStatusEvent event) {
        return repeatedOf(event).stream()
                .anyMatch(repeated -> !isAsRequested(repeated.placed().row(), repeated.update()));
    }

    /** The updates of {@code event} with their rows, ascending by number. */
    private List<Repeated> repeatedOf(JobStatusEvent event) {
        var repeated = new ArrayList<Repeated>(event.updates().size());
        for (var update : event.updates()) {
            Placed placed = find(update, !event.force());
            if (placed != null) {
                repeated.add(new Repeated(update, placed));
            }
        }
        repeated.sort(Comparator.comparingInt(Repeated::seqNum));
        return repeated;
    }

    /** All rows, ascending by number. */
    List<Placed> placed() {
        var placed = new ArrayList<>(rowsByOrder);
        placed.sort(Comparator.comparingInt(each -> each.row().seqNum()));
        return placed;
    }

    /** The time of {@code row} as DiracX reads it, microseconds since the epoch. */
    long micros(StoredLogRow row) {
        return StatusTimeOrder.readBackMicros(row.orderMillis(), column);
    }

    /** Adds a row whose number follows {@link #lastSeqNum()}. */
    void append(StoredLogRow row) {
        rowsByOrder.add(firstAfter(row.orderMillis()), take(row));
    }

    /**
     * Those updates of {@code event} that are not in the history, in their order.
     *
     * @param times the job's times as they are
     */
    List<StatusUpdate> missingFrom(JobStatusEvent event, ExecutionTimes times) {
        var missing = new ArrayList<StatusUpdate>(event.updates().size());
        for (var update : event.updates()) {
            if (!contains(update, !event.force() && times.admit(update.status()))) {
                missing.add(update);
            }
        }
        return missing;
    }

    private boolean contains(StatusUpdate update, boolean mayHaveBeenRefused) {
        return find(update, mayHaveBeenRefused) != null;
    }

    private @Nullable Placed find(StatusUpdate update, boolean mayHaveBeenRefused) {
        long order = StatusTimeOrder.toMillis(update.timeMicros());
        for (int i = firstAfter(order) - 1; i >= 0; i--) {
            Placed placed = rowsByOrder.get(i);
            if (placed.row().orderMillis() != order) {
                return null;
            }
            if (isSameButTime(placed.row(), update, mayHaveBeenRefused)) {
                return placed;
            }
        }
        return null;
    }

    /** Whether {@code row} is what {@code update} was logged as, as requested or as it may have been refused. */
    static boolean isSame(StoredLogRow row, StatusUpdate update, boolean mayHaveBeenRefused) {
        return row.orderMillis() == StatusTimeOrder.toMillis(update.timeMicros())
                && isSameButTime(row, update, mayHaveBeenRefused);
    }

    private static boolean isSameButTime(StoredLogRow row, StatusUpdate update, boolean mayHaveBeenRefused) {
        return hasTexts(row, update)
                && (isAsRequested(row, update) || (mayHaveBeenRefused && isAsRefused(row, update)));
    }

    private static boolean hasTexts(StoredLogRow row, StatusUpdate update) {
        return row.minorStatus().equals(loggedText(update.minorStatus()))
                && row.applicationStatus().equals(loggedApplicationStatus(update.applicationStatus()));
    }

    private static boolean isAsRequested(StoredLogRow row, StatusUpdate update) {
        return row.status().equals(loggedStatus(update.status()))
                && row.source().equals(loggedSource(update.source()));
    }

    /** A refused update is logged with the state that was kept, one from which the machine refuses what was requested. */
    private static boolean isAsRefused(StoredLogRow row, StatusUpdate update) {
        JobStatus requested = update.status();
        JobStatus kept = JobStatus.of(row.status());
        return requested != null
                && kept != null
                && JobStateMachine.next(kept, requested) != requested
                && row.source().equals(loggedSource(update.source() + REFUSED_MARK));
    }

    static String loggedStatus(@Nullable JobStatus status) {
        return status == null ? IDEM : status.text();
    }

    static String loggedText(@Nullable String text) {
        return text == null ? IDEM : text;
    }

    static String loggedApplicationStatus(@Nullable String text) {
        return CodePoints.cut(loggedText(text), APPLICATION_STATUS_CHARACTERS_MAX);
    }

    static String loggedSource(String source) {
        return CodePoints.cut(source, SOURCE_CHARACTERS_MAX);
    }

    private Placed take(StoredLogRow row) {
        Placed placed = new Placed(row, newestMicros);
        long micros = micros(row);
        Long replaced = lastMicrosByStatus.put(row.status(), micros);
        if (micros >= newestMicros) {
            newestMicros = micros;
        } else if (replaced != null && replaced == newestMicros) {
            newestMicros = Collections.max(lastMicrosByStatus.values());
        }
        latestMicros = Math.max(latestMicros, micros);
        lastSeqNum = Math.max(lastSeqNum, row.seqNum());
        return placed;
    }

    /** Index of the first row later than {@code orderMillis}, 0 … size. */
    private int firstAfter(long orderMillis) {
        int low = 0;
        int high = rowsByOrder.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rowsByOrder.get(middle).row().orderMillis() > orderMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
