package org.diracgrid.ingest.model.pilot;

import static org.diracgrid.ingest.model.event.PilotAttribute.GRID_SITE;
import static org.diracgrid.ingest.model.event.PilotAttribute.STATUS;
import static org.diracgrid.ingest.model.event.PilotAttribute.STATUS_REASON;

import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * Applies events to their pilots, one after the other, each as one call of DiracX for one pilot would. No order of statuses
 * is enforced, by DiracX no more than here.
 *
 * <p>What differs from DiracX, because an event may come twice: a pilot that is registered already is no failure while its VO
 * is the same, nor is an assignment of which the pilot has all jobs. One of which it has some is, as in DiracX. Where DiracX
 * would see that a name is not unique by a wrong count, or not at all, the event is rejected.
 *
 * <p>Immutable.
 */
public final class PilotFold {

    private static final PilotOutcome APPLIED = new PilotOutcome.Applied();
    private static final PilotOutcome ALREADY_APPLIED = new PilotOutcome.AlreadyApplied();
    private static final PilotOutcome ABSENT = new PilotOutcome.Absent();

    private final Set<String> allowedVos;

    /** @param allowedVos the VOs that pilots may be registered of, letter by letter; empty for all */
    public PilotFold(Set<String> allowedVos) {
        this.allowedVos = Set.copyOf(allowedVos);
    }

    /**
     * Applies {@code event} to its pilot among {@code pilots}, or leaves them as they are and says why.
     *
     * @param event one that has something for the tables: no parameters and no log
     * @param wallMicros the current time, which becomes LastUpdateTime
     */
    public PilotOutcome apply(PilotStates pilots, IngestEvent event, long wallMicros) {
        return switch (event.kind()) {
            case PILOT_REGISTERED -> register(pilots, (PilotRegisteredEvent) event, wallMicros);
            case PILOT_METADATA -> change(pilots, (PilotMetadataEvent) event, wallMicros);
            case PILOT_JOBS_ASSIGNED -> assign(pilots, (PilotJobsAssignedEvent) event, wallMicros);
            case PILOT_OUTPUT -> write(pilots, (PilotOutputEvent) event);
            case JOB_STATUS, JOB_HEARTBEAT, JOB_METADATA, JOB_STATUS_APPLIED, PILOT_PARAMETERS, PILOT_LOG ->
                throw new IllegalArgumentException("not to be applied: " + event.kind());
        };
    }

    private PilotOutcome register(PilotStates pilots, PilotRegisteredEvent event, long wallMicros) {
        if (!allowedVos.isEmpty() && !allowedVos.contains(event.vo())) {
            return new PilotOutcome.Rejected(
                    ReasonCode.BAD_VO, "the pilot's VO is none of those that are configured to be allowed");
        }
        List<PilotState> same = pilots.named(PilotName.ofStamp(event.stamp()));
        if (same.isEmpty()) {
            pilots.register(event, wallMicros);
            return APPLIED;
        }
        return same.stream().anyMatch(pilot -> pilot.vo().equals(event.vo()))
                ? ALREADY_APPLIED
                : new PilotOutcome.Rejected(
                        ReasonCode.PILOT_CONFLICT, "the pilot is registered already, for another VO");
    }

    /** Nothing to change is no failure for DiracX, whether the pilot exists or not. */
    private static PilotOutcome change(PilotStates pilots, PilotMetadataEvent event, long wallMicros) {
        if (event.attributes().isEmpty()) {
            return APPLIED;
        }
        List<PilotState> meant = pilots.named(event.pilot());
        if (meant.size() != 1) {
            return notOne(meant);
        }
        meant.get(0).change(event.attributes(), wallMicros);
        return APPLIED;
    }

    /**
     * DiracX takes the first pilot of the stamp. What {@code SetRunning} asks for is done even if the jobs are there: events
     * of other kinds may have changed the pilot in between, and the last one wins.
     */
    private static PilotOutcome assign(PilotStates pilots, PilotJobsAssignedEvent event, long wallMicros) {
        List<PilotState> meant = pilots.named(PilotName.ofStamp(event.stamp()));
        if (meant.isEmpty()) {
            return ABSENT;
        }
        PilotState pilot = meant.get(0);
        List<Integer> newJobs = event.jobIds().stream()
                .filter(jobId -> !pilots.hasJob(pilot, jobId))
                .toList();
        int known = event.jobIds().size() - newJobs.size();
        if (known > 0 && !newJobs.isEmpty()) {
            return new PilotOutcome.Rejected(
                    ReasonCode.PILOT_CONFLICT,
                    known + " of the " + event.jobIds().size() + " jobs have been assigned to the pilot before");
        }
        newJobs.forEach(jobId -> pilot.assign(jobId, event.startMicros()));
        if (event.setRunning()) {
            pilot.change(running(event), wallMicros);
        }
        return newJobs.isEmpty() && !event.setRunning() ? ALREADY_APPLIED : APPLIED;
    }

    private static EnumMap<PilotAttribute, Object> running(PilotJobsAssignedEvent event) {
        var columns = new EnumMap<PilotAttribute, Object>(PilotAttribute.class);
        columns.put(STATUS, PilotStatus.RUNNING.text());
        int lastJobId = event.jobIds().get(event.jobIds().size() - 1);
        columns.put(STATUS_REASON, "Report from job " + lastJobId);
        if (event.gridSite() != null) {
            columns.put(GRID_SITE, event.gridSite());
        }
        return columns;
    }

    private static PilotOutcome write(PilotStates pilots, PilotOutputEvent event) {
        if (event.standardOutput() == null && event.standardError() == null) {
            return APPLIED;
        }
        List<PilotState> meant = pilots.named(event.pilot());
        if (meant.size() != 1) {
            return notOne(meant);
        }
        meant.get(0).write(new PilotOutput(event.standardOutput(), event.standardError()));
        return APPLIED;
    }

    private static PilotOutcome notOne(List<PilotState> meant) {
        return meant.isEmpty()
                ? ABSENT
                : new PilotOutcome.Rejected(
                        ReasonCode.AMBIGUOUS_PILOT, meant.size() + " pilots have the name that the event gives");
    }
}
