package org.diracgrid.ingest.model.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/**
 * The rows that one status event wrote into its job's history, and what they say it did. Immutable.
 *
 * <p>A producer may send entries again together with new ones, and only the new ones became rows of this event. They are
 * next to each other, and behind the rows of the old ones: therefore the event's rows are taken to be the last run of
 * consecutive rows that are its updates.
 *
 * <p>Worked example: rows {@code a b x c}, event {@code a b c}. The event wrote {@code c}; it starts at 3.
 *
 * @param updates those updates that became rows, ascending by time; at least one
 * @param rows their rows, in the same order
 * @param start index of the first of them in the history
 */
record EventRows(List<StatusUpdate> updates, List<StoredLogRow> rows, int start) {

    /** Finds them among {@code all} rows of a job, which {@linkplain JobHistory#hasAll have all} updates of {@code event}. */
    static EventRows find(JobStatusEvent event, List<StoredLogRow> all) {
        List<StatusUpdate> updates = new ArrayList<>();
        int unmatched = event.updates().size();
        int start = all.size();
        while (start > 0) {
            int match = lastMatch(event, unmatched, all.get(start - 1));
            if (match < 0 && !updates.isEmpty()) {
                break;
            }
            if (match >= 0) {
                updates.add(event.updates().get(match));
                unmatched = match;
            }
            start--;
        }
        Collections.reverse(updates);
        return new EventRows(List.copyOf(updates), List.copyOf(all.subList(start, start + updates.size())), start);
    }

    /** Index of the last of the first {@code count} updates that {@code row} may come from; −1 if it comes from none. */
    private static int lastMatch(JobStatusEvent event, int count, StoredLogRow row) {
        for (int i = count - 1; i >= 0; i--) {
            if (JobHistory.isSame(row, event.updates().get(i), !event.force())) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the first row behind them. */
    int end() {
        return start + rows.size();
    }

    /**
     * Index of the first update that was not late; {@code updates().size()} if all were.
     *
     * @param newestMicros {@link JobHistory#newestMicros()} before the event
     */
    int firstEvaluated(long newestMicros) {
        int first = updates.size();
        while (first > 0 && updates.get(first - 1).timeMicros() >= newestMicros) {
            first--;
        }
        return first;
    }
}
