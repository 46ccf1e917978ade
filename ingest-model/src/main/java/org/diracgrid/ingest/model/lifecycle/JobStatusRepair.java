package org.diracgrid.ingest.model.lifecycle;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Applies status events where {@code LoggingInfo} and {@code Jobs} are on different servers, so that no transaction spans
 * both.
 *
 * <p><b>The order.</b> {@code LoggingInfo} is committed first. The other way round would be beyond repair: a repeated event
 * would meet the status that it has made itself, and {@code Running, Done} would become {@code Done(SM), Done}. This way a
 * crash between the two commits leaves rows whose effects are missing: an event that looks applied and is not.
 *
 * <p><b>The rule.</b> An event whose updates all have their rows is not evaluated again. It sees to it that those columns of
 * the job whose last writer it is show what it did, as its rows have recorded it:
 * <ul>
 *   <li>Status: that of its last row that was not late and names one; without any, a stalled job is running. An earlier
 *       writer writes, too, if the job still has the status from before it: so a job that is behind walks through the
 *       statuses again, and a heartbeat between two of them meets the one that it met first.
 *   <li>MinorStatus, ApplicationStatus: the last text of its rows that were not late.
 *   <li>HeartBeatTime: its last sign of life. It is raised; it is turned back only where it still shows a logged sign of life
 *       from before the event, because heartbeats raise it without a row.
 *   <li>StartExecTime, EndExecTime: what its updates requested, where the column is null.
 *   <li>Additional attributes: if no row is behind the event's own.
 *   <li>The Kill command, if the event ended in Killed or Deleted; its key is the event's time, so a second one is none. The
 *       job leaves its task queue unless its status was set again since: it may be queued anew.
 *   <li>LastUpdateTime, if another column than the times changed.
 * </ul>
 *
 * <p><b>Why that is exact.</b> Let the {@code Jobs} row be as events 1 … p left it, and the history as 1 … q did, q ≥ p. What
 * comes again are all events from some r ≤ p + 1 on, in order. Take a column and its last writer w among 1 … q. If w &lt; r
 * then w ≤ p: the row has the value, and nothing that comes again writes the column, as it did not then. If w ≥ r, it comes
 * again and writes what it wrote, since no later row set the column; those behind it did not and do not. A value that an
 * earlier writer brings back on the way is overwritten likewise. That holds for any cuts and any number of further accidents,
 * since p only grows, and with q = p it says that a plain redelivery changes nothing in the end. Events behind q therefore
 * meet the columns and the history of an undisturbed run. Where {@link HistoryReading} is not certain that a later row set
 * the column, the value is written, and the next writer writes its own.
 *
 * <p><b>What rows do not tell</b> ({@link JobStatusFold#isRecorded}, metadata) must not come again once its successors were
 * applied.
 *
 * <p><b>What is not exact.</b>
 * <ul>
 *   <li>A column that somebody wrote past the log (metadata, DiracX's attributes over HTTP) is set back if the event that is
 *       its last logged writer comes again. Redelivery behind metadata of the topic is excluded as said, a producer that
 *       sends an old event twice is not.
 *   <li>A partly repeated event whose new rows follow at once on those of the event with the old entries: both count as one,
 *       which shows if metadata came between them, or if the old entries were late and turned back the newest time.
 *   <li>HeartBeatTime stays where an unlogged heartbeat put it if the sign of life that would turn it back is lost. A
 *       heartbeat within a second of an older log row may be lost behind a late sign of life.
 *   <li>A heartbeat of a Matched or Stalled job that is older than the newest log row is not logged as late. If its clock is
 *       ahead of a status event behind it, and that one is lost together with what was to wake the job, it wakes the job.
 *   <li>A minor-only event of a killed job may lose its own, second Kill command, or give one to a job that was back to
 *       life, if the job came back to life (by force, metadata, or after Deleted) in the same accident. A job that came back
 *       so may stay in its task queue.
 *   <li>LastUpdateTime, if nothing else was to change.
 *   <li>An update that differs from a refused one in its status only is taken for that one: the job's start and end, which
 *       otherwise tell, may be lost.
 * </ul>
 *
 * <p>Confined to the fold that made it.
 */
final class JobStatusRepair {

    /** A second cut off, and half a millisecond of the order column. */
    private static final long ROUNDED_MICROS_MAX = 1_000_500;

    private static final FoldOutcome ALREADY_APPLIED = new FoldOutcome.AlreadyApplied();
    private static final FoldOutcome APPLIED = new FoldOutcome.Applied(false);

    private final JobState job;
    private final JobStatusEvent event;
    private final EventRows own;
    private final HistoryReading reading;

    /** Index of the event's first update that was not late. */
    private final int evaluated;

    private JobStatusRepair(JobState job, JobStatusEvent event) {
        this.job = job;
        this.event = event;
        this.reading = new HistoryReading(job.history());
        this.own = EventRows.find(event, reading.rows());
        this.evaluated =
                own.firstEvaluated(job.history().placed().get(own.start()).newestBefore());
    }

    /** As {@link JobStatusFold#apply}, and brings {@code job} up to what its history says the event did. */
    static FoldOutcome apply(JobState job, JobStatusEvent event, long nowMicros, long wallMicros) {
        return job.history().hasAll(event)
                ? new JobStatusRepair(job, event).apply(nowMicros, wallMicros)
                : JobStatusFold.apply(job, event, nowMicros, wallMicros);
    }

    private FoldOutcome apply(long nowMicros, long wallMicros) {
        boolean isNewest = evaluated < own.updates().size();
        boolean isKilled = isNewest && leftKilled();
        var columns = new EnumMap<JobAttribute, Object>(JobAttribute.class);
        if (isNewest) {
            putAttributes(columns);
            putStatus(columns);
            putText(columns, JobAttribute.MINOR_STATUS, StatusUpdate::minorStatus, StoredLogRow::minorStatus);
            putText(
                    columns,
                    JobAttribute.APPLICATION_STATUS,
                    StatusUpdate::applicationStatus,
                    StoredLogRow::applicationStatus);
            if (!columns.isEmpty()) {
                columns.put(JobAttribute.LAST_UPDATE_TIME, wallMicros);
            }
        }
        putHeartBeat(columns);
        JobStatusFold.putTimes(columns, job.executionTimes(), own.updates());
        if (!columns.isEmpty()) {
            job.change(columns);
        }
        if (isKilled) {
            job.killAgain(nowMicros, !reading.isStatusSet(own.end()));
        }
        job.repeat(event);
        return columns.isEmpty() ? ALREADY_APPLIED : APPLIED;
    }

    private static boolean isStalled(String status) {
        return status.equals(JobStatus.STALLED.text());
    }

    private static boolean isKilled(@Nullable String status) {
        return status != null && JobStatusFold.endsInKill(JobStatus.of(status));
    }

    private void putAttributes(Map<JobAttribute, Object> columns) {
        if (own.end() == reading.rows().size()) {
            columns.putAll(event.additionalAttributes());
        }
    }

    private void putStatus(Map<JobAttribute, Object> columns) {
        columns.remove(JobAttribute.STATUS);
        String present = job.row().status();
        boolean isBehind = present.equals(reading.settledStatus(own.start()));
        boolean isSettled = present.equals(reading.settledStatus(reading.rows().size()));
        if (isSettled || (reading.isStatusSet(own.end()) && !isBehind)) {
            return;
        }
        String named = namedStatus();
        String status = named == null ? isStalled(present) ? JobStatus.RUNNING.text() : present : named;
        if (!status.equals(present)) {
            columns.put(JobAttribute.STATUS, status);
        }
    }

    /** Whether the job was killed right behind the event; where it is not now, the event has done its work or never had any. */
    private boolean leftKilled() {
        String named = namedStatus();
        if (named != null) {
            return isKilled(named);
        }
        String present = job.row().status();
        boolean datesFromBefore =
                !reading.maySetStatus(own.end(), present) || isKilled(reading.settledStatus(own.start()));
        return isKilled(present) && datesFromBefore;
    }

    /** The status that the event set, as logged; null if it left the one before. */
    private @Nullable String namedStatus() {
        int last = own.rows().size() - 1;
        for (int i = last; i >= (event.force() ? last : evaluated); i--) {
            if (!own.rows().get(i).status().equals(JobHistory.IDEM)) {
                return own.rows().get(i).status();
            }
        }
        return null;
    }

    private void putText(
            Map<JobAttribute, Object> columns,
            JobAttribute column,
            Function<StatusUpdate, @Nullable String> requested,
            Function<StoredLogRow, String> logged) {
        String text = null;
        for (StatusUpdate update :
                own.updates().subList(evaluated, own.updates().size())) {
            String next = requested.apply(update);
            text = next == null ? text : next;
        }
        if (text == null || text.isEmpty()) {
            return;
        }
        columns.remove(column);
        String present = column == JobAttribute.MINOR_STATUS
                ? job.row().minorStatus()
                : job.row().applicationStatus();
        if (!text.equals(present) && !reading.isTextSet(own.end(), logged)) {
            columns.put(column, text);
        }
    }

    private void putHeartBeat(Map<JobAttribute, Object> columns) {
        Long micros = lastSignOfLife();
        if (micros == null) {
            return;
        }
        columns.remove(JobAttribute.HEART_BEAT_TIME);
        List<StoredLogRow> later =
                reading.rows().subList(own.end(), reading.rows().size());
        Long present = job.row().heartBeatMicros();
        long second = HeartbeatKey.wholeSecond(micros);
        if (later.stream().anyMatch(row -> row.source().startsWith("Job"))) {
            return;
        }
        if (present == null || HeartbeatKey.wholeSecond(present) < second) {
            columns.put(JobAttribute.HEART_BEAT_TIME, micros);
        } else if (HeartbeatKey.wholeSecond(present) > second
                && later.stream().noneMatch(row -> StatusEvaluation.isSignOfLife(row.source()))
                && showsEarlierSignOfLife(present)) {
            columns.put(JobAttribute.HEART_BEAT_TIME, micros);
        }
    }

    /** Whether {@code micros}, which the server may have cut or rounded, is a logged sign of life from before the event. */
    private boolean showsEarlierSignOfLife(long micros) {
        return reading.rows().subList(0, own.start()).stream()
                .anyMatch(row -> StatusEvaluation.isSignOfLife(row.source())
                        && Math.abs(job.history().micros(row) - micros) <= ROUNDED_MICROS_MAX);
    }

    private @Nullable Long lastSignOfLife() {
        for (int i = own.rows().size() - 1; i >= 0; i--) {
            if (StatusEvaluation.isSignOfLife(own.rows().get(i).source())) {
                return own.updates().get(i).timeMicros();
            }
        }
        return null;
    }
}
