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
 * The log rows of one job, stored and new, and the two questions the status logic asks of them: how new is the newest,
 * and has this update been logged before.
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

    private final TimeOrderColumn column;
    private final List<StoredLogRow> rows;
    private final List<StoredLogRow> rowsByOrder;
    private final Map<String, Long> lastMicrosByStatus = new HashMap<>();
    private int lastSeqNum;
    private long latestMicros = Long.MIN_VALUE;

    JobHistory(List<StoredLogRow> stored, TimeOrderColumn column) {
        this.column = column;
        var sorted = new ArrayList<>(stored);
        sorted.sort(Comparator.comparingInt(StoredLogRow::seqNum));
        sorted.forEach(this::take);
        this.rows = sorted;
        this.rowsByOrder = new ArrayList<>(sorted);
        rowsByOrder.sort(Comparator.comparingLong(StoredLogRow::orderMillis));
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
     */
    long newestMicros() {
        return Collections.max(lastMicrosByStatus.values());
    }

    /** The newest of all rows, microseconds since the epoch; {@link Long#MIN_VALUE} without any. */
    long latestMicros() {
        return latestMicros;
    }

    /** The status of the last row, by number, that names one and was not late; null if there is none. */
    @Nullable
    String settledStatus() {
        var before = new JobHistory(List.of(), column);
        String status = null;
        for (var row : rows) {
            status = before.isLate(row) || row.status().equals(IDEM) ? status : row.status();
            before.take(row);
        }
        return status;
    }

    /** Whether a row has that status. */
    boolean hasStatus(String status) {
        return lastMicrosByStatus.containsKey(status);
    }

    /** Whether every update of {@code event} is in the history, as requested or as it may have been refused. */
    boolean hasAll(JobStatusEvent event) {
        return event.updates().stream().allMatch(update -> contains(update, !event.force()));
    }

    private boolean isLate(StoredLogRow row) {
        return !lastMicrosByStatus.isEmpty()
                && StatusTimeOrder.readBackMicros(row.orderMillis(), column) < newestMicros();
    }

    /** Adds a row whose number follows {@link #lastSeqNum()}. */
    void append(StoredLogRow row) {
        take(row);
        rows.add(row);
        rowsByOrder.add(firstAfter(row.orderMillis()), row);
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
        long order = StatusTimeOrder.toMillis(update.timeMicros());
        for (int i = firstAfter(order) - 1; i >= 0 && rowsByOrder.get(i).orderMillis() == order; i--) {
            if (isSame(rowsByOrder.get(i), update, mayHaveBeenRefused)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(StoredLogRow row, StatusUpdate update, boolean mayHaveBeenRefused) {
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

    private void take(StoredLogRow row) {
        long micros = StatusTimeOrder.readBackMicros(row.orderMillis(), column);
        latestMicros = Math.max(latestMicros, micros);
        lastMicrosByStatus.put(row.status(), micros);
        lastSeqNum = Math.max(lastSeqNum, row.seqNum());
    }

    /** Index of the first row later than {@code orderMillis}, 0 … size. */
    private int firstAfter(long orderMillis) {
        int low = 0;
        int high = rowsByOrder.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rowsByOrder.get(middle).orderMillis() > orderMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
