package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.model.pilot.PilotFold;
import org.diracgrid.ingest.model.pilot.PilotOutcome;
import org.diracgrid.ingest.model.pilot.PilotStates;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * The events of pilots in one batch, and what becomes of them. No I/O and no clock. Confined to the lane that writes the
 * batch.
 *
 * <pre>
 * metadata of p · registration of p · metadata of p      p is not there
 * → absent      · deferred          · deferred           once the first is stored or parked, the others come again
 * </pre>
 */
final class PilotBatch {

    /** A request that may still be applied, with every text as the tables keep it. */
    private record Candidate(int index, PilotName name, IngestEvent event) {}

    private final Map<Integer, WriteOutcome> outcomes = new HashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final WriteLeave leave;

    /** Takes the requests of {@code batch} that are for pilots; those whose texts the tables cannot hold are rejected. */
    PilotBatch(WriteBatch batch, PilotTexts texts) {
        this.leave = batch.leave();
        List<WriteRequest> requests = batch.requests();
        for (int i = 0; i < requests.size(); i++) {
            admit(i, requests.get(i).event(), texts);
        }
    }

    /** The batch's. */
    WriteLeave leave() {
        return leave;
    }

    /** Whether {@code batch} has an event that these tables have something of. */
    static boolean concerns(WriteBatch batch) {
        for (WriteRequest request : batch.requests()) {
            boolean isForPilots =
                    switch (request.event().kind()) {
                        case PILOT_REGISTERED, PILOT_METADATA, PILOT_JOBS_ASSIGNED, PILOT_OUTPUT -> true;
                        case JOB_STATUS, JOB_HEARTBEAT, JOB_METADATA, JOB_STATUS_APPLIED, PILOT_PARAMETERS, PILOT_LOG ->
                            false;
                    };
            if (isForPilots) {
                return true;
            }
        }
        return false;
    }

    private void admit(int index, IngestEvent event, PilotTexts texts) {
        try {
            switch (event.kind()) {
                case PILOT_REGISTERED -> {
                    PilotRegisteredEvent registered = texts.fit((PilotRegisteredEvent) event);
                    add(index, PilotName.ofStamp(registered.stamp()), registered);
                }
                case PILOT_METADATA -> {
                    PilotMetadataEvent metadata = texts.fit((PilotMetadataEvent) event);
                    if (metadata.attributes().isEmpty()) {
                        outcomes.put(index, WriteOutcome.Stored.INSTANCE);
                    } else {
                        add(index, metadata.pilot(), metadata);
                    }
                }
                case PILOT_JOBS_ASSIGNED -> {
                    PilotJobsAssignedEvent assigned = texts.fit((PilotJobsAssignedEvent) event);
                    add(index, PilotName.ofStamp(assigned.stamp()), assigned);
                }
                case PILOT_OUTPUT -> {
                    PilotOutputEvent output = (PilotOutputEvent) event;
                    texts.check(output);
                    if (output.standardOutput() == null && output.standardError() == null) {
                        outcomes.put(index, WriteOutcome.Stored.INSTANCE);
                    } else {
                        add(index, output.pilot(), output);
                    }
                }
                case JOB_STATUS, JOB_HEARTBEAT, JOB_METADATA, JOB_STATUS_APPLIED, PILOT_PARAMETERS, PILOT_LOG -> {}
            }
        } catch (EventRejectedException e) {
            outcomes.put(index, new WriteOutcome.Rejected(e.reason(), String.valueOf(e.getMessage())));
        }
    }

    private void add(int index, PilotName name, IngestEvent event) {
        candidates.add(new Candidate(index, name, event));
    }

    /** Whether there is nothing to ask the database. */
    boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** What the events call their pilots in {@code column}, in their spelling, each once. */
    Set<PilotName> names(PilotName.Column column) {
        Set<PilotName> names = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            if (candidate.name().column() == column) {
                names.add(candidate.name());
            }
        }
        return names;
    }

    /** Whether it has to be known which jobs pilots have. */
    boolean assignsJobs() {
        return candidates.stream().anyMatch(candidate -> candidate.event() instanceof PilotJobsAssignedEvent);
    }

    /**
     * Applies the events in their order. Behind one whose pilot is not there, others are absent as well; but a registration
     * would make the pilot, and behind one that the tables' state forbids another outcome would change that state: these,
     * and all behind them, are deferred.
     *
     * @param wallMicros the current time, for LastUpdateTime
     */
    void apply(PilotStates pilots, PilotFold fold, long wallMicros) {
        Map<PilotName, WriteOutcome> holding = new HashMap<>();
        for (Candidate candidate : candidates) {
            PilotName name = candidate.name().compared();
            WriteOutcome before = holding.get(name);
            WriteOutcome outcome = before == null
                    ? outcome(fold.apply(pilots, candidate.event(), wallMicros), candidate.name())
                    : behind(before, candidate.event());
            outcomes.put(candidate.index(), outcome);
            switch (outcome.kind()) {
                case ABSENT, DEFERRED -> holding.put(name, outcome);
                case REJECTED -> holding.put(name, WriteOutcome.Deferred.INSTANCE);
                case STORED, SUPERSEDED, FAILED -> {}
            }
        }
    }

    private static WriteOutcome behind(WriteOutcome before, IngestEvent event) {
        return event.kind() == IngestEvent.Kind.PILOT_REGISTERED ? WriteOutcome.Deferred.INSTANCE : before;
    }

    private static WriteOutcome outcome(PilotOutcome outcome, PilotName name) {
        return switch (outcome.kind()) {
            case APPLIED -> WriteOutcome.Stored.INSTANCE;
            case ALREADY_APPLIED -> WriteOutcome.Superseded.INSTANCE;
            case ABSENT ->
                new WriteOutcome.Absent(
                        ReasonCode.PILOT_NOT_FOUND,
                        "no pilot in PilotAgents has the " + name.column().field() + ' ' + name.text());
            case REJECTED -> {
                PilotOutcome.Rejected rejected = (PilotOutcome.Rejected) outcome;
                yield new WriteOutcome.Rejected(rejected.reason(), rejected.detail());
            }
        };
    }

    /** Nothing of the events is stored; they come again, each by itself. */
    void fail(StoreFailure failure) {
        for (Candidate candidate : candidates) {
            outcomes.put(candidate.index(), new WriteOutcome.Failed(failure));
        }
    }

    /** {@code others} with the outcomes of the requests for pilots in their places. */
    List<WriteOutcome> mergedInto(List<WriteOutcome> others) {
        List<WriteOutcome> merged = new ArrayList<>(others);
        outcomes.forEach(merged::set);
        return merged;
    }
}
