package org.diracgrid.ingest.model.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * One run of the updates of an event through the state machine.
 *
 * <p>If the last update is older than the newest log row, the event is late and the machine is not asked. Otherwise the
 * updates not older than that row are: a refused transition keeps the current state, and its log row says so. With force
 * the machine is left out, and then the current state does not advance either: a later update without a status falls back
 * to the status the job had before the event. That is DiracX's behaviour, not a slip.
 *
 * <p>Confined to the fold that made it.
 */
final class StatusEvaluation {

    /**
     * An update as it will be logged.
     *
     * @param update as requested
     * @param status requested status, or the kept one where the machine refused; null if the update had none
     * @param source source of full length, with "(SM)" where the machine refused
     */
    record LoggedUpdate(StatusUpdate update, @Nullable JobStatus status, String source) {

        /** Whether DiracX takes the update as a sign of life. */
        boolean isHeartBeat() {
            return isSignOfLife(source);
        }
    }

    /** Whether {@code source} is one that only speaks while the job lives; not after a refusal of a heartbeat. */
    static boolean isSignOfLife(String source) {
        return source.startsWith("Job") || source.equals("Heartbeat");
    }

    private final boolean force;
    private final List<LoggedUpdate> logged;
    private final boolean newest;
    private @Nullable JobStatus current;
    private @Nullable JobStatus status;
    private String minorStatus = "";
    private String applicationStatus = "";
    private boolean refused;

    /**
     * @param current the job's status, null if the machine does not know it; a stalled job that is reported counts as
     *     running
     * @param newestMicros {@link JobHistory#newestMicros()}
     * @param updates at least one, ascending by time
     */
    StatusEvaluation(@Nullable JobStatus current, long newestMicros, List<StatusUpdate> updates, boolean force) {
        this.current = current == JobStatus.STALLED ? JobStatus.RUNNING : current;
        this.force = force;
        this.logged = new ArrayList<>(updates.size());
        this.newest = updates.get(updates.size() - 1).timeMicros() >= newestMicros;
        for (var update : updates) {
            boolean evaluated = newest && update.timeMicros() >= newestMicros;
            logged.add(evaluated ? evaluate(update) : asRequested(update));
        }
    }

    /** Whether the event is not late: only then are the job's statuses to be written. */
    boolean isNewest() {
        return newest;
    }

    /** The job's new status; null if the event is late or the machine does not know the current one. */
    @Nullable
    JobStatus status() {
        return status;
    }

    /** The new minor status; empty if it does not change. */
    String minorStatus() {
        return minorStatus;
    }

    /** The new application status; empty if it does not change. */
    String applicationStatus() {
        return applicationStatus;
    }

    boolean isRefused() {
        return refused;
    }

    /** All updates, ascending by time. */
    List<LoggedUpdate> logged() {
        return Collections.unmodifiableList(logged);
    }

    /** Why DiracX would fail on this result; null if it would not. */
    @Nullable
    ReasonCode problem() {
        if (newest && status == null) {
            return ReasonCode.UNKNOWN_CURRENT_STATUS;
        }
        boolean scouting = status == JobStatus.SCOUTING;
        for (var update : logged) {
            scouting |= update.status() == JobStatus.SCOUTING;
        }
        return scouting ? ReasonCode.SCOUTING_REFUSED : null;
    }

    private LoggedUpdate evaluate(StatusUpdate update) {
        JobStatus requested = update.status();
        status = requested == null || (current == null && !force) ? current : requested;
        minorStatus = update.minorStatus() == null ? minorStatus : update.minorStatus();
        applicationStatus = update.applicationStatus() == null ? applicationStatus : update.applicationStatus();
        if (force || current == null || status == null) {
            return asRequested(update);
        }
        JobStatus next = JobStateMachine.next(current, status);
        boolean keeps = next != status;
        current = next;
        status = next;
        refused |= keeps;
        return keeps ? new LoggedUpdate(update, next, update.source() + JobHistory.REFUSED_MARK) : asRequested(update);
    }

    private static LoggedUpdate asRequested(StatusUpdate update) {
        return new LoggedUpdate(update, update.status(), update.source());
    }
}
