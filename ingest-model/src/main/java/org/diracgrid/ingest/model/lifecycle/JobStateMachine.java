package org.diracgrid.ingest.model.lifecycle;

import static org.diracgrid.ingest.model.event.JobStatus.CHECKING;
import static org.diracgrid.ingest.model.event.JobStatus.COMPLETED;
import static org.diracgrid.ingest.model.event.JobStatus.COMPLETING;
import static org.diracgrid.ingest.model.event.JobStatus.DELETED;
import static org.diracgrid.ingest.model.event.JobStatus.DONE;
import static org.diracgrid.ingest.model.event.JobStatus.FAILED;
import static org.diracgrid.ingest.model.event.JobStatus.KILLED;
import static org.diracgrid.ingest.model.event.JobStatus.MATCHED;
import static org.diracgrid.ingest.model.event.JobStatus.RECEIVED;
import static org.diracgrid.ingest.model.event.JobStatus.RESCHEDULED;
import static org.diracgrid.ingest.model.event.JobStatus.RUNNING;
import static org.diracgrid.ingest.model.event.JobStatus.SCOUTING;
import static org.diracgrid.ingest.model.event.JobStatus.STAGING;
import static org.diracgrid.ingest.model.event.JobStatus.STALLED;
import static org.diracgrid.ingest.model.event.JobStatus.SUBMITTING;
import static org.diracgrid.ingest.model.event.JobStatus.WAITING;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.JobStatus;

/**
 * DIRAC's job state machine, with the transition Received → Staging that DIRACCommon added.
 *
 * <pre>
 *   Submitting ─→ Received ─→ Checking ─→ Waiting ─→ Matched ─→ Running ─→ Completing ─→ Completed ─→ Done ─→ Deleted
 *
 *   short cuts   Submitting ─→ Checking     Received ─→ Waiting     Running, Completing ─→ Done
 *   input        Received, Checking ─→ Staging ─→ Checking, Waiting
 *   scouts       Received, Checking ─→ Scouting ─→ Checking
 *   silence      Scouting, Running, Completing ─→ Stalled ─→ Running
 *   once more    Checking, Waiting, Matched, Running, Failed ─→ Rescheduled ─→ Received, Waiting     Running ─→ Received
 *   failure      every state but Submitting, Waiting, Done, Failed, Killed ─→ Failed
 *   kill         every state but Completed, Done, Failed, Killed ─→ Killed
 *   removal      Submitting, Received, Checking, Waiting, Rescheduled, Done, Failed, Killed ─→ Deleted ─→ every state
 * </pre>
 *
 * A transition that is not allowed is refused by staying in the current state. {@code Deleted} allows every transition:
 * upstream it has neither an entry in its map nor a default, and DiracX depends on that. Immutable.
 */
public final class JobStateMachine {

    private static final Map<JobStatus, Set<JobStatus>> ALLOWED = table();

    private JobStateMachine() {}

    /** The state that follows: {@code candidate} where the transition is allowed, else {@code current}. */
    public static JobStatus next(JobStatus current, JobStatus candidate) {
        return allowed(current).contains(candidate) ? candidate : current;
    }

    /** The states that may follow {@code current}. */
    @SuppressWarnings("NullAway") // The table has every state.
    static Set<JobStatus> allowed(JobStatus current) {
        return ALLOWED.get(current);
    }

    private static Map<JobStatus, Set<JobStatus>> table() {
        var table = new EnumMap<JobStatus, Set<JobStatus>>(JobStatus.class);
        table.put(SUBMITTING, EnumSet.of(RECEIVED, CHECKING, DELETED, KILLED));
        table.put(RECEIVED, EnumSet.of(SCOUTING, CHECKING, STAGING, WAITING, FAILED, DELETED, KILLED));
        table.put(CHECKING, EnumSet.of(SCOUTING, STAGING, WAITING, RESCHEDULED, FAILED, DELETED, KILLED));
        table.put(SCOUTING, EnumSet.of(CHECKING, FAILED, STALLED, KILLED));
        table.put(STAGING, EnumSet.of(CHECKING, WAITING, FAILED, KILLED));
        table.put(WAITING, EnumSet.of(MATCHED, RESCHEDULED, DELETED, KILLED));
        table.put(MATCHED, EnumSet.of(RUNNING, FAILED, RESCHEDULED, KILLED));
        table.put(RESCHEDULED, EnumSet.of(WAITING, RECEIVED, DELETED, FAILED, KILLED));
        table.put(RUNNING, EnumSet.of(STALLED, DONE, FAILED, RESCHEDULED, COMPLETING, KILLED, RECEIVED));
        table.put(STALLED, EnumSet.of(RUNNING, FAILED, KILLED));
        table.put(COMPLETING, EnumSet.of(DONE, FAILED, COMPLETED, STALLED, KILLED));
        table.put(COMPLETED, EnumSet.of(DONE, FAILED));
        table.put(DONE, EnumSet.of(DELETED));
        table.put(FAILED, EnumSet.of(RESCHEDULED, DELETED));
        table.put(KILLED, EnumSet.of(DELETED));
        table.put(DELETED, EnumSet.allOf(JobStatus.class));
        return Collections.unmodifiableMap(table);
    }
}
