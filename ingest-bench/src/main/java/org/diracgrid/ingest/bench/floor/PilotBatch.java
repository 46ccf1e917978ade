package org.diracgrid.ingest.bench.floor;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;

/**
 * What becomes of the events of one batch. Immutable.
 *
 * @param pilots rows to insert
 * @param changes columns of pilots that were there before, by number
 * @param jobs rows of {@code JobToPilotMapping}
 * @param updatedMicros {@code LastUpdateTime} of all of them
 */
record PilotBatch(
        List<NewPilot> pilots,
        SortedMap<Integer, Map<PilotAttribute, Object>> changes,
        List<NewJob> jobs,
        long updatedMicros) {

    /** A pilot that was registered, with what the batch made of it. */
    record NewPilot(int pilotId, PilotRegisteredEvent registration, Map<PilotAttribute, Object> columns) {}

    /** A job that a pilot was given. */
    record NewJob(int pilotId, int jobId, long startMicros) {}
}
