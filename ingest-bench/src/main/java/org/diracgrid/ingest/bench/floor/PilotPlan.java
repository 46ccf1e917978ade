package org.diracgrid.ingest.bench.floor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.ingest.bench.floor.PilotBatch.NewJob;
import org.diracgrid.ingest.bench.floor.PilotBatch.NewPilot;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.pilot.PilotFold;
import org.diracgrid.ingest.model.pilot.PilotOutcome;
import org.diracgrid.ingest.model.pilot.PilotRow;
import org.diracgrid.ingest.model.pilot.PilotState;
import org.diracgrid.ingest.model.pilot.PilotStates;

/**
 * Computes what the events of pilots become, in batches as the worker would make them of a long backlog. Numbers of pilots are
 * given here, so that nobody has to look them up: there is no index on their stamps. Confined to one thread.
 */
final class PilotPlan {

    private final PilotFold fold = new PilotFold(Set.of());
    private final int batch;
    private final long wallMicros;
    private final Map<String, PilotRow> known = new HashMap<>();
    private final List<List<IngestEvent>> drafts = new ArrayList<>();
    private final List<List<PilotBatch>> lanes = new ArrayList<>();

    private PilotPlan(int laneCount, int batch, long wallMicros) {
        this.batch = batch;
        this.wallMicros = wallMicros;
        for (int lane = 0; lane < laneCount; lane++) {
            drafts.add(new ArrayList<>());
            lanes.add(new ArrayList<>());
        }
    }

    /** The batches of each lane; parameters are those of {@link JobPlan#of}. */
    static List<List<PilotBatch>> of(
            Iterator<Message> messages, int from, int to, int laneCount, int batch, long wallMicros) {
        PilotPlan plan = new PilotPlan(laneCount, batch, wallMicros);
        for (int number = 0; number < to; number++) {
            if (number == from) {
                plan.sealAll();
                plan.lanes.forEach(List::clear);
            }
            plan.add(messages.next().event());
        }
        plan.sealAll();
        return plan.lanes;
    }

    private void add(IngestEvent event) {
        int lane = Math.floorMod(event.key().hashCode(), drafts.size());
        drafts.get(lane).add(event);
        if (drafts.get(lane).size() == batch) {
            seal(lane);
        }
    }

    private void sealAll() {
        for (int lane = 0; lane < drafts.size(); lane++) {
            seal(lane);
        }
    }

    private void seal(int lane) {
        List<IngestEvent> events = drafts.set(lane, new ArrayList<>());
        if (!events.isEmpty()) {
            lanes.get(lane).add(batch(events));
        }
    }

    private PilotBatch batch(List<IngestEvent> events) {
        List<PilotRow> rows = events.stream()
                .map(IngestEvent::key)
                .distinct()
                .map(known::get)
                .filter(Objects::nonNull)
                .toList();
        PilotStates pilots = new PilotStates(rows, Set.of());
        for (IngestEvent event : events) {
            PilotOutcome outcome = fold.apply(pilots, event, wallMicros);
            if (!(outcome instanceof PilotOutcome.Applied)) {
                throw new IllegalStateException(event + " is not applied: " + outcome);
            }
        }
        List<NewPilot> inserted = new ArrayList<>();
        List<NewJob> jobs = new ArrayList<>();
        for (PilotState pilot : pilots.registered()) {
            PilotRegisteredEvent registration = Objects.requireNonNull(pilot.registration());
            int pilotId = known.size() + 1;
            known.put(
                    registration.stamp(),
                    new PilotRow(pilotId, registration.stamp(), registration.reference(), registration.vo()));
            inserted.add(new NewPilot(pilotId, registration, pilot.columns()));
            pilot.newJobs().forEach((jobId, start) -> jobs.add(new NewJob(pilotId, jobId, start)));
        }
        SortedMap<Integer, Map<PilotAttribute, Object>> changes = new TreeMap<>();
        for (PilotState pilot : pilots.loaded()) {
            int pilotId = Objects.requireNonNull(pilot.row()).pilotId();
            pilot.newJobs().forEach((jobId, start) -> jobs.add(new NewJob(pilotId, jobId, start)));
            if (!pilot.columns().isEmpty()) {
                changes.put(pilotId, pilot.columns());
            }
        }
        return new PilotBatch(inserted, changes, jobs, wallMicros);
    }
}
