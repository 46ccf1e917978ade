package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * The writer of one lane: takes each batch apart, looks its pilots up once, has all families written at the same time and
 * puts the outcomes together.
 *
 * <pre>
 * [a b c d e f] ─┬─ jobs' parameters    a c ─▶ JobParametersWriter
 *                ├─ pilots' parameters  d   ─▶ PilotParametersWriter
 *                └─ pilots' logs        b e ─▶ PilotLogWriter            f: nothing to store
 * </pre>
 *
 * The order of a key holds: a family has its events of a batch in their order, and one batch is under way at a time.
 * Families have no document in common.
 *
 * <p>Confined to its lane's context.
 */
final class OpenSearchWriter implements StoreWriter {

    /** Writes what a batch has of one family. */
    @FunctionalInterface
    interface FamilyWriter {

        /**
         * Writes {@code part}.
         *
         * @param pilots those of the whole batch, once they are looked up; a failure where that cannot succeed
         * @return as {@link StoreWriter#write}
         */
        Future<List<WriteOutcome>> write(WriteBatch part, Future<BatchPilots> pilots);
    }

    private final Map<Family, FamilyWriter> writers;
    private final LookUpCache<String, Pilot> pilotsByStamp;

    /**
     * @param writers this writer's and nobody else's; where a family has none, there is nothing of its events to store
     * @param pilotsByStamp this writer's and nobody else's
     */
    OpenSearchWriter(Map<Family, FamilyWriter> writers, LookUpCache<String, Pilot> pilotsByStamp) {
        this.writers = new EnumMap<>(writers);
        this.pilotsByStamp = pilotsByStamp;
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        BatchParts parts = new BatchParts(batch, writers.keySet());
        Future<BatchPilots> pilots = findPilots(parts);
        Map<Family, Future<List<WriteOutcome>>> answers = new EnumMap<>(Family.class);
        writers.forEach((family, writer) -> {
            if (parts.families().contains(family)) {
                answers.put(family, writer.write(batch.part(parts.of(family)), pilots));
            }
        });
        return Future.join(List.copyOf(answers.values())).transform(unused -> parts.merge(answers));
    }

    /** Nothing: the connections are the {@link OpenSearchStore}'s. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private Future<BatchPilots> findPilots(BatchParts parts) {
        Set<String> stamps = new HashSet<>();
        for (WriteRequest request : parts.of(Family.PILOT_PARAMETERS)) {
            stamps.add(((PilotParametersEvent) request.event()).stamp());
        }
        for (WriteRequest request : parts.of(Family.PILOT_LOGS)) {
            stamps.add(((PilotLogEvent) request.event()).stamp());
        }
        BatchPilots pilots = new BatchPilots(pilotsByStamp);
        return pilots.find(stamps).map(pilots);
    }
}
