package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * Writes parameters into the documents of their pilots, one merged document per pilot (see {@link ParameterBatch}). A
 * pilot that is not registered is {@link WriteOutcome.Absent}. Idempotent as {@link JobParametersWriter}.
 *
 * <p>Confined to its lane's context.
 */
final class PilotParametersWriter {

    private final BulkLane lane;
    private final IndexNames indices;
    private final MappingGuard guard;
    private final WriteMode mode;
    private final InstantSource wallClock;

    /**
     * @param lane sends this writer's requests and nobody else's
     * @param wallClock the current time, for {@code timestamp}
     */
    PilotParametersWriter(
            BulkLane lane, IndexNames indices, MappingGuard guard, WriteMode mode, InstantSource wallClock) {
        this.lane = lane;
        this.indices = indices;
        this.guard = guard;
        this.mode = mode;
        this.wallClock = wallClock;
    }

    /**
     * Writes {@code batch}.
     *
     * @param batch {@link PilotParametersEvent}s
     * @param pilots those that they are about
     * @return as {@link org.diracgrid.ingest.worker.port.StoreWriter#write}
     */
    Future<List<WriteOutcome>> write(WriteBatch batch, BatchPilots pilots) {
        WriteOutcome[] outcomes = new WriteOutcome[batch.requests().size()];
        Arrays.fill(outcomes, WriteOutcome.Stored.INSTANCE);
        ParameterBatch parameters = new ParameterBatch(indices, guard, batch.leave(), outcomes);
        for (int i = 0; i < outcomes.length; i++) {
            PilotParametersEvent event =
                    (PilotParametersEvent) batch.requests().get(i).event();
            Pilot pilot = pilots.of(event.stamp());
            if (event.parameters().isEmpty()) {
                continue; // every member was null
            }
            if (pilot == null) {
                outcomes[i] = pilots.absent(event.stamp());
            } else if (!indices.isLegal(pilot.vo())) {
                outcomes[i] = badVo(event.stamp());
            } else {
                Subject subject = Subject.pilot(pilot.pilotId(), event.stamp());
                parameters.add(i, subject, pilot.vo(), opened(event));
            }
        }
        return parameters.write(lane, mode, wallClock.millis()).map(unused -> List.of(outcomes));
    }

    private static WriteOutcome badVo(String stamp) {
        return new WriteOutcome.Rejected(
                ReasonCode.BAD_VO, "the VO of pilot " + stamp + " cannot be part of an index's name");
    }

    private static Map<String, Object> opened(PilotParametersEvent event) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        event.parameters().forEach((name, value) -> parameters.put(name, ParameterEvents.opened(value)));
        return parameters;
    }
}
