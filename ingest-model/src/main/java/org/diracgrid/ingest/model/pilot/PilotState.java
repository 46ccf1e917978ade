package org.diracgrid.ingest.model.pilot;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.jspecify.annotations.Nullable;

/**
 * One pilot inside a batch: what was loaded or registered of it, and what the events of the batch made of that.
 *
 * <p>Changed only by {@link PilotFold}, and only by events that are applied: a rejected event leaves no trace.
 * Confined to the thread that holds the batch.
 */
public final class PilotState {

    private final @Nullable PilotRow row;
    private final @Nullable PilotRegisteredEvent registration;
    private final Map<PilotAttribute, Object> columns = new EnumMap<>(PilotAttribute.class);
    private final Map<Integer, Long> newJobs = new LinkedHashMap<>();
    private @Nullable Long lastUpdateMicros;
    private @Nullable PilotOutput output;

    private PilotState(@Nullable PilotRow row, @Nullable PilotRegisteredEvent registration) {
        this.row = row;
        this.registration = registration;
    }

    static PilotState loaded(PilotRow row) {
        return new PilotState(row, null);
    }

    /** A pilot with the values that DiracX gives it, where the registration itself says nothing. */
    static PilotState registered(PilotRegisteredEvent event, long wallMicros) {
        var state = new PilotState(null, event);
        state.columns.put(PilotAttribute.CURRENT_JOB_ID, 0);
        state.columns.put(PilotAttribute.DESTINATION_SITE, event.destinationSite());
        state.columns.put(PilotAttribute.QUEUE, "Unknown");
        state.columns.put(PilotAttribute.GRID_SITE, event.gridSite());
        state.columns.put(PilotAttribute.GRID_TYPE, event.gridType());
        state.columns.put(PilotAttribute.BENCHMARK, 0.0);
        state.columns.put(PilotAttribute.STATUS, event.status().text());
        state.columns.put(PilotAttribute.STATUS_REASON, "Unknown");
        state.columns.put(PilotAttribute.ACCOUNTING_SENT, "False");
        state.lastUpdateMicros = wallMicros;
        return state;
    }

    /** The row as loaded; null for a pilot of this batch, which has no number yet. */
    public @Nullable PilotRow row() {
        return row;
    }

    /** What made it a pilot of this batch, for the columns that nothing changes later; null if it was loaded. */
    public @Nullable PilotRegisteredEvent registration() {
        return registration;
    }

    /**
     * The columns to write with their last values, each of the Java type that {@link PilotAttribute.Type} names: all of
     * them for a pilot to insert, those to change, or none, for one that was loaded.
     */
    public Map<PilotAttribute, Object> columns() {
        return Collections.unmodifiableMap(columns);
    }

    /**
     * {@code LastUpdateTime} to write, where the stored one is not later; null to leave that alone. It may be all there is to
     * write.
     */
    public @Nullable Long lastUpdateMicros() {
        return lastUpdateMicros;
    }

    /** Rows to insert into {@code JobToPilotMapping}, StartTime by JobID, in the order of events. */
    public Map<Integer, Long> newJobs() {
        return Collections.unmodifiableMap(newJobs);
    }

    /** What to write into {@code PilotOutput}; null for nothing. */
    public @Nullable PilotOutput output() {
        return output;
    }

    String vo() {
        return row != null ? row.vo() : registered().vo();
    }

    void change(Map<PilotAttribute, Object> changes, long wallMicros) {
        columns.putAll(changes);
        lastUpdateMicros = lastUpdateMicros == null ? wallMicros : Math.max(lastUpdateMicros, wallMicros);
    }

    /** Gives it a job that it does not have. */
    void assign(int jobId, long startMicros) {
        newJobs.put(jobId, startMicros);
    }

    void write(PilotOutput later) {
        output = output == null ? later : output.then(later);
    }

    private PilotRegisteredEvent registered() {
        if (registration == null) {
            throw new IllegalStateException("a pilot is loaded or registered");
        }
        return registration;
    }
}
