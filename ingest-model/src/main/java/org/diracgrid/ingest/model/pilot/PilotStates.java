package org.diracgrid.ingest.model.pilot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;

/**
 * The pilots of one batch, by their names. Both names are compared {@linkplain PilotName#compared as the databases do}, and
 * neither is unique there. Confined to the thread that holds the batch.
 */
public final class PilotStates {

    private final List<PilotState> all = new ArrayList<>();
    private final Map<PilotName, List<PilotState>> byName = new HashMap<>();
    private final Set<PilotJob> storedJobs;

    /**
     * @param rows every row with one of the batch's names, each once, in any order; more do no harm
     * @param storedJobs those pairs of the batch's assignments that are in {@code JobToPilotMapping}; more do no harm
     */
    public PilotStates(Collection<PilotRow> rows, Set<PilotJob> storedJobs) {
        this.storedJobs = Set.copyOf(storedJobs);
        rows.stream()
                .sorted(Comparator.comparingInt(PilotRow::pilotId))
                .forEach(row -> add(PilotState.loaded(row), row.stamp(), row.reference()));
    }

    /** Pilots to insert, in the order of their registration. */
    public List<PilotState> registered() {
        return all.stream().filter(pilot -> pilot.registration() != null).toList();
    }

    /** Pilots that were there before, ascending by number, whether or not there is anything to write. */
    public List<PilotState> loaded() {
        return all.stream().filter(pilot -> pilot.row() != null).toList();
    }

    /** The pilots of that name: those that were there before ascending by number, then those of the batch. */
    List<PilotState> named(PilotName name) {
        return Collections.unmodifiableList(byName.getOrDefault(name.compared(), List.of()));
    }

    void register(PilotRegisteredEvent event, long wallMicros) {
        add(PilotState.registered(event, wallMicros), event.stamp(), event.reference());
    }

    /** Whether the pair is there, from before the batch or by it. */
    boolean hasJob(PilotState pilot, int jobId) {
        PilotRow row = pilot.row();
        return pilot.newJobs().containsKey(jobId)
                || (row != null && storedJobs.contains(new PilotJob(row.pilotId(), jobId)));
    }

    private void add(PilotState pilot, String stamp, String reference) {
        all.add(pilot);
        index(pilot, PilotName.Column.STAMP, stamp);
        index(pilot, PilotName.Column.REFERENCE, reference);
    }

    /** A stored name may be empty or longer than an event's; then no event can mean it. */
    private void index(PilotState pilot, PilotName.Column column, String text) {
        if (PilotName.isName(column, text)) {
            byName.computeIfAbsent(new PilotName(column, text).compared(), name -> new ArrayList<>(1))
                    .add(pilot);
        }
    }
}
