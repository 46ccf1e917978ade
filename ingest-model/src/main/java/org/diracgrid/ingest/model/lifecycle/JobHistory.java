package org.diracgrid.ingest.model.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.CodePoints;
import org.diracgrid.ingest.model.event.JobStatus;
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
    private final List<StoredLogRow> rowsByOrder;
    private final Map<String, Long> lastMicrosByStatus = new HashMap<>();
    private int lastSeqNum;

    JobHistory(List<StoredLogRow> rows, TimeOrderColumn column) {
        this.column = column;
        var sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingInt(StoredLogRow::seqNum));
        sorted.forEach(this::take);
        sorted.sort(Comparator.comparingLong(StoredLogRow::orderMillis));
        this.rowsByOrder = sorted;
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

    /** Adds a row whose number follows {@link #lastSeqNum()}. */
    void append(StoredLogRow row) {
        take(row);
        rowsByOrder.add(firstAfter(row.orderMillis()), row);
    }

    /** Those of {@code updates} that are not in the history, in their order. */
    List<StatusUpdate> missingFrom(List<StatusUpdate> updates) {
        var missing = new ArrayList<StatusUpdate>(updates.size());
        for (var update : updates) {
            if (!contains(update)) {
                missing.add(update);
            }
        }
        return missing;
    }

    private boolean contains(StatusUpdate update) {
        long order = StatusTimeOrder.toMillis(update.timeMicros());
        for (int i = firstAfter(order) - 1; i >= 0 && rowsByOrder.get(i).orderMillis() == order; i--) {
            if (records(rowsByOrder.get(i), update)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code row}, of the same millisecond, is what logging {@code update} leaves: as requested or as refused. */
    private static boolean records(StoredLogRow row, StatusUpdate update) {
        if (!row.minorStatus().equals(loggedText(update.minorStatus()))
                || !row.applicationStatus().equals(loggedApplicationStatus(update.applicationStatus()))) {
            return false;
        }
        JobStatus requested = update.status();
        return row.status().equals(loggedStatus(requested))
                ? row.source().equals(loggedSource(update.source()))
                : requested != null
                        && !row.status().equals(IDEM)
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
        lastMicrosByStatus.put(row.status(), StatusTimeOrder.readBackMicros(row.orderMillis(), column));
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
