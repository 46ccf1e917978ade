package org.diracgrid.ingest.model.lifecycle;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Applies status events to a job, one after the other, each exactly as one call of DiracX's {@code set_job_statuses}
 * would, quirks included.
 *
 * <p>What DiracX does not do: an update that the job's history has already is left out, so applying an event again
 * changes nothing. Two updates are the same if they agree in millisecond, texts, source and status. Where the first was
 * refused, its row no longer says which status was requested; it counts as the same if the state machine would refuse this
 * status too and the job has the start or end time that this status would have set. Two updates of one event are never
 * compared with each other.
 *
 * <p>Worked example: a Running job with a log row of 12:00:00.500 receives {12:00:00.100 Status=Done}. The event is late:
 * it is logged, EndExecTime becomes 12:00:00.100, the status stays Running.
 */
public final class JobStatusFold {

    private static final FoldOutcome ALREADY_APPLIED = new FoldOutcome.AlreadyApplied();
    private static final FoldOutcome APPLIED = new FoldOutcome.Applied(false);
    private static final FoldOutcome APPLIED_REFUSED = new FoldOutcome.Applied(true);

    private JobStatusFold() {}

    /**
     * Applies {@code event} to {@code job}, or leaves {@code job} as it is and says why.
     *
     * @param job the event's job
     * @param nowMicros the event's own time, which becomes the key of kill commands
     * @param wallMicros the current time, which becomes LastUpdateTime
     */
    public static FoldOutcome apply(JobState job, JobStatusEvent event, long nowMicros, long wallMicros) {
        if (job.history().isEmpty()) {
            return new FoldOutcome.Rejected(
                    ReasonCode.NO_LOGGING_HISTORY, "job " + job.jobId() + " has no row in LoggingInfo");
        }
        ExecutionTimes before = job.executionTimes();
        List<StatusUpdate> updates = job.history().missingFrom(event, before);
        if (updates.isEmpty()) {
            job.repeat(event);
            return ALREADY_APPLIED;
        }
        var evaluation = new StatusEvaluation(
                JobStatus.of(job.row().status()), job.history().newestMicros(), updates, event.force());
        ReasonCode problem = evaluation.problem();
        if (problem != null) {
            return new FoldOutcome.Rejected(problem, describe(problem, job));
        }
        job.change(columns(event, evaluation, before, updates, wallMicros));
        evaluation.logged().forEach(job::log);
        if (endsInKill(evaluation.status())) {
            job.kill(nowMicros);
        }
        JobStatus status = evaluation.status();
        job.say(new AppliedStatus(
                newestMicros(updates), evaluation.isRefused(), status == null ? null : status.text()));
        return evaluation.isRefused() ? APPLIED_REFUSED : APPLIED;
    }

    /**
     * Whether the log rows of {@code event} tell all that it did to the job. Not so with additional attributes, nor if it
     * forces a status and then an update without one falls back to the status before: the rows look as if it had not.
     */
    public static boolean isRecorded(JobStatusEvent event) {
        List<StatusUpdate> updates = event.updates();
        boolean fallsBack = event.force()
                && updates.get(updates.size() - 1).status() == null
                && updates.stream().anyMatch(update -> update.status() != null);
        return event.additionalAttributes().isEmpty() && !fallsBack;
    }

    private static long newestMicros(List<StatusUpdate> updates) {
        return updates.get(updates.size() - 1).timeMicros();
    }

    /** The columns to write; do not reorder: a later rule overrides an earlier one. */
    private static Map<JobAttribute, Object> columns(
            JobStatusEvent event,
            StatusEvaluation evaluation,
            ExecutionTimes before,
            List<StatusUpdate> updates,
            long wallMicros) {
        var columns = new EnumMap<JobAttribute, Object>(JobAttribute.class);
        JobStatus status = evaluation.status();
        if (status != null) {
            columns.putAll(event.additionalAttributes());
            columns.put(JobAttribute.STATUS, status.text());
            columns.put(JobAttribute.LAST_UPDATE_TIME, wallMicros);
            putUnlessEmpty(columns, JobAttribute.MINOR_STATUS, evaluation.minorStatus());
            putUnlessEmpty(columns, JobAttribute.APPLICATION_STATUS, evaluation.applicationStatus());
        }
        for (var logged : evaluation.logged()) {
            if (logged.isHeartBeat()) {
                columns.put(JobAttribute.HEART_BEAT_TIME, logged.update().timeMicros());
            }
        }
        putTimes(columns, before, updates);
        return columns;
    }

    /** The times that {@code updates} set. */
    static void putTimes(Map<JobAttribute, Object> columns, ExecutionTimes before, List<StatusUpdate> updates) {
        ExecutionTimes after = before.after(updates, null);
        putIfNew(columns, JobAttribute.START_EXEC_TIME, before.startMicros(), after.startMicros());
        putIfNew(columns, JobAttribute.END_EXEC_TIME, before.endMicros(), after.endMicros());
    }

    private static void putUnlessEmpty(Map<JobAttribute, Object> columns, JobAttribute attribute, String value) {
        if (!value.isEmpty()) {
            columns.put(attribute, value);
        }
    }

    private static void putIfNew(
            Map<JobAttribute, Object> columns, JobAttribute attribute, @Nullable Long before, @Nullable Long after) {
        if (before == null && after != null) {
            columns.put(attribute, after);
        }
    }

    static boolean endsInKill(@Nullable JobStatus status) {
        return status == JobStatus.KILLED || status == JobStatus.DELETED;
    }

    private static String describe(ReasonCode problem, JobState job) {
        return problem == ReasonCode.SCOUTING_REFUSED
                ? "job " + job.jobId() + " would be logged or left as Scouting, which DiracX cannot read"
                : "job " + job.jobId() + " has a current status that the state machine does not know";
    }
}
