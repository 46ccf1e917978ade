package org.diracgrid.ingest.model.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.jspecify.annotations.Nullable;

/**
 * One job inside a batch: what was loaded of it, and what the events of the batch made of that.
 *
 * <p>Changed only by {@link JobFold}, and only by events that are applied: a rejected event leaves no trace.
 * Confined to the thread that holds the batch.
 */
public final class JobState {

    private final JobHistory history;
    private final Map<JobAttribute, Object> changes = new EnumMap<>(JobAttribute.class);
    private final List<LogRow> newRows = new ArrayList<>();
    private final List<KillCommand> kills = new ArrayList<>();
    private final Map<HeartbeatKey, Double> heartbeats = new LinkedHashMap<>();
    private final Set<HeartbeatKey> storedHeartbeats;
    private JobRow row;
    private boolean leavesTaskQueue;
    private @Nullable AppliedStatus appliedStatus;

    /**
     * @param row the job's {@code Jobs} row as loaded
     * @param history all its {@code LoggingInfo} rows, in any order; empty if it has none
     * @param column how the database keeps {@code StatusTimeOrder}
     */
    public JobState(JobRow row, List<StoredLogRow> history, TimeOrderColumn column) {
        this(row, history, column, Set.of());
    }

    /**
     * @param storedHeartbeats those {@linkplain HeartbeatKey#traceOf traces} of the batch's heartbeats of this job that are
     *     in {@code HeartBeatLoggingInfo}; more keys do no harm
     */
    public JobState(
            JobRow row, List<StoredLogRow> history, TimeOrderColumn column, Set<HeartbeatKey> storedHeartbeats) {
        this.row = row;
        this.history = new JobHistory(history, column);
        this.storedHeartbeats = Set.copyOf(storedHeartbeats);
    }

    public int jobId() {
        return row.jobId();
    }

    /** The row as it will be after the batch. */
    public JobRow row() {
        return row;
    }

    /** Whether anything has to be written. */
    public boolean isChanged() {
        return !newRows.isEmpty() || !changes.isEmpty() || !kills.isEmpty() || !heartbeats.isEmpty();
    }

    /**
     * The columns of {@code Jobs} to write with their last values, each of the Java type that {@link JobAttribute.Type}
     * names. May be empty though there are new rows.
     */
    public Map<JobAttribute, Object> changes() {
        return Collections.unmodifiableMap(changes);
    }

    /** Number of the job's last row in {@code LoggingInfo}, new ones included; 0 if there is none. */
    public int lastSeqNum() {
        return history.lastSeqNum();
    }

    /** Rows to insert into {@code LoggingInfo}, ascending by number. */
    public List<LogRow> newRows() {
        return Collections.unmodifiableList(newRows);
    }

    /**
     * Commands to insert into {@code JobCommands}, in order of events. Such a command may be there already.
     *
     * <p>One per event that ended in Killed or Deleted. Their times may fall into one second, which is a duplicate key
     * there: only the server knows whether it cuts or rounds, so collapsing them is for the writer.
     */
    public List<KillCommand> kills() {
        return Collections.unmodifiableList(kills);
    }

    /** Whether the job is to be taken out of its task queue. */
    public boolean leavesTaskQueue() {
        return leavesTaskQueue;
    }

    /** Rows to write into {@code HeartBeatLoggingInfo}, one per measure and second, in the order of events. */
    public List<HeartbeatRow> heartbeatRows() {
        var rows = new ArrayList<HeartbeatRow>(heartbeats.size());
        heartbeats.forEach((key, value) -> rows.add(new HeartbeatRow(row.jobId(), key, value)));
        return rows;
    }

    /**
     * What the change feed has to say of the job besides {@link #row()}; null if no event of the batch was about its status.
     * A repeated event is reported again, because the crash that caused the repetition may have come before the report.
     */
    public @Nullable AppliedStatus appliedStatus() {
        return appliedStatus;
    }

    boolean hasHeartbeat(HeartbeatKey key) {
        return storedHeartbeats.contains(key) || heartbeats.containsKey(key);
    }

    void putHeartbeat(HeartbeatKey key, double value) {
        heartbeats.put(key, value);
    }

    void say(AppliedStatus status) {
        appliedStatus = appliedStatus == null ? status : appliedStatus.then(status);
    }

    /**
     * Reports an event again that was applied before. One that was late then has nothing for the document now either. Any
     * other one has the job's present status: besides metadata, only status events that were not late change it, and these
     * tell the document as well. Metadata that sets Status must not be applied between an event and its redelivery, which is
     * the caller's business; where a producer repeats an event behind such metadata, the document follows {@code Jobs}.
     */
    void repeat(JobStatusEvent event) {
        var newest = event.updates().get(event.updates().size() - 1);
        say(new AppliedStatus(
                newest.timeMicros(), history.wasRefused(event), history.wasLate(event) ? null : row.status()));
    }

    JobHistory history() {
        return history;
    }

    ExecutionTimes executionTimes() {
        return new ExecutionTimes(row.startExecMicros(), row.endExecMicros());
    }

    /** Logs one update behind all others. */
    void log(StatusEvaluation.LoggedUpdate logged) {
        var update = logged.update();
        var logRow = new LogRow(
                jobId(),
                history.lastSeqNum() + 1,
                JobHistory.loggedStatus(logged.status()),
                JobHistory.loggedText(update.minorStatus()),
                JobHistory.loggedApplicationStatus(update.applicationStatus()),
                update.timeMicros(),
                StatusTimeOrder.toMillis(update.timeMicros()),
                JobHistory.loggedSource(logged.source()));
        history.append(logRow.stored());
        newRows.add(logRow);
    }

    void change(Map<JobAttribute, Object> columns) {
        changes.putAll(columns);
        row = new JobRow(
                row.jobId(),
                (String) columns.getOrDefault(JobAttribute.VO, row.vo()),
                (String) columns.getOrDefault(JobAttribute.STATUS, row.status()),
                (String) columns.getOrDefault(JobAttribute.MINOR_STATUS, row.minorStatus()),
                (String) changed(columns, JobAttribute.APPLICATION_STATUS, row.applicationStatus()),
                (Long) changed(columns, JobAttribute.START_EXEC_TIME, row.startExecMicros()),
                (Long) changed(columns, JobAttribute.END_EXEC_TIME, row.endExecMicros()),
                (Long) changed(columns, JobAttribute.HEART_BEAT_TIME, row.heartBeatMicros()));
    }

    void kill(long receptionMicros) {
        killAgain(receptionMicros, true);
    }

    /** @param leavesQueue whether the kill still is what became of the job */
    void killAgain(long receptionMicros, boolean leavesQueue) {
        kills.add(new KillCommand(row.jobId(), receptionMicros));
        leavesTaskQueue |= leavesQueue;
    }

    private static @Nullable Object changed(
            Map<JobAttribute, Object> columns, JobAttribute attribute, @Nullable Object before) {
        Object value = columns.get(attribute);
        return value == null ? before : value;
    }
}
