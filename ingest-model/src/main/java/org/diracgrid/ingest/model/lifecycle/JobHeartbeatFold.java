package org.diracgrid.ingest.model.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.StatusUpdate;

/**
 * Applies heartbeats as DiracX's {@code add_heartbeat} does: a Matched or Stalled job becomes Running by way of the status
 * logic, of any other only {@code HeartBeatTime} changes; every measure becomes a row.
 *
 * <p>What DiracX does not do: a heartbeat that was applied before changes nothing, whatever has become of the job since.
 * It is known by its trace, the row of its first measure, or by its log row. Two heartbeats of a job in one second with the
 * same first measure are therefore one as far as status and HeartBeatTime are concerned, and of each measure the last value
 * is kept; DiracX would fail on the second.
 *
 * <p>A heartbeat without measures that made no transition leaves no trace. It is {@linkplain Fences fenced}: its repetition
 * meets the job as it left it, and sets HeartBeatTime to what it is.
 *
 * <p>Worked example: Matched job, heartbeat of 12:00:00.7 with LoadAverage. Status Running, HeartBeatTime 12:00:00.7, a log
 * row from {@code Heartbeat}, a row LoadAverage of 12:00:00. The next one of 12:01:00.2 sets HeartBeatTime to 12:01:00.
 */
final class JobHeartbeatFold {

    private static final String SOURCE = "Heartbeat";
    private static final FoldOutcome ALREADY_APPLIED = new FoldOutcome.AlreadyApplied();
    private static final FoldOutcome APPLIED = new FoldOutcome.Applied(false);

    private JobHeartbeatFold() {}

    /**
     * Applies {@code event} to {@code job}.
     *
     * @param monotonic whether HeartBeatTime must not go back
     * @param repairs whether the log row may be there without the trace: then it is the log row that counts, and a
     *     heartbeat older than the newest log row makes no transition, because {@code Jobs} may show an old status
     * @param status applies a status event to the same job
     */
    static FoldOutcome apply(
            JobState job,
            JobHeartbeatEvent event,
            boolean monotonic,
            boolean repairs,
            Function<JobStatusEvent, FoldOutcome> status) {
        FoldOutcome outcome;
        if (isKnown(job, event, repairs)) {
            repeat(job, event);
            outcome = ALREADY_APPLIED;
        } else if (repairs ? makesOrMadeTransition(job, event) : isAsleep(job)) {
            outcome = awake(job, event, monotonic, status);
        } else {
            outcome = advance(job, HeartbeatKey.wholeSecond(event.timeMicros()), monotonic)
                            || !event.measures().isEmpty()
                    ? APPLIED
                    : ALREADY_APPLIED;
        }
        if (outcome.kind() != FoldOutcome.Kind.REJECTED) {
            event.measures()
                    .forEach((measure, value) -> job.putHeartbeat(
                            new HeartbeatKey(measure, HeartbeatKey.wholeSecond(event.timeMicros())), value));
        }
        return outcome;
    }

    private static boolean isKnown(JobState job, JobHeartbeatEvent event, boolean repairs) {
        HeartbeatKey trace = HeartbeatKey.traceOf(event);
        if (trace == null) {
            return !repairs && job.history().hasAll(running(event));
        }
        return job.hasHeartbeat(trace);
    }

    private static boolean makesOrMadeTransition(JobState job, JobHeartbeatEvent event) {
        if (job.history().hasAll(running(event))) {
            return true;
        }
        return isAsleep(job) && event.timeMicros() >= job.history().latestMicros();
    }

    private static boolean isAsleep(JobState job) {
        JobStatus current = JobStatus.of(job.row().status());
        return current == JobStatus.MATCHED || current == JobStatus.STALLED;
    }

    private static FoldOutcome awake(
            JobState job, JobHeartbeatEvent event, boolean monotonic, Function<JobStatusEvent, FoldOutcome> status) {
        Long before = job.row().heartBeatMicros();
        FoldOutcome outcome = status.apply(running(event));
        if (outcome.kind() == FoldOutcome.Kind.APPLIED && monotonic && before != null && before > event.timeMicros()) {
            job.change(Map.of(JobAttribute.HEART_BEAT_TIME, before));
        }
        return outcome;
    }

    /** Whether HeartBeatTime changed. */
    private static boolean advance(JobState job, long timeMicros, boolean monotonic) {
        Long before = job.row().heartBeatMicros();
        boolean changes = before == null || (monotonic ? before < timeMicros : before != timeMicros);
        if (changes) {
            job.change(Map.of(JobAttribute.HEART_BEAT_TIME, timeMicros));
        }
        return changes;
    }

    /** The feed repeats what it said of a heartbeat that made a transition. */
    private static void repeat(JobState job, JobHeartbeatEvent event) {
        JobStatusEvent running = running(event);
        if (job.history().hasAll(running)) {
            job.repeat(running);
        }
    }

    private static JobStatusEvent running(JobHeartbeatEvent event) {
        var update = new StatusUpdate(event.timeMicros(), JobStatus.RUNNING, null, null, SOURCE);
        return new JobStatusEvent(event.envelope(), event.jobId(), List.of(update), false, Map.of());
    }
}
