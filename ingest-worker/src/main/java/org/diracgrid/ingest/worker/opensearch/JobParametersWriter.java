package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatusAppliedEvent;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parameters that events bring into the documents of their jobs: VO of each job (see {@link BatchVos}), then
 * one merged document per job (see {@link ParameterBatch}).
 *
 * <p>Idempotent: the same update again leaves the same document, with a newer {@code timestamp}. An event that brings
 * nothing is answered by {@link WriteOutcome.Stored}: there is nothing of it to store. All events of one job in a batch
 * share a document; the first value of a new name gives the field its type, and within a batch that is the last one. What the
 * feed says too late changes nothing, see {@link SaidLast}.
 *
 * <p>Confined to its lane's context.
 */
final class JobParametersWriter implements StoreWriter {

    private final BulkLane lane;
    private final IndexNames indices;
    private final MappingGuard guard;
    private final LookUpCache<Integer, String> vosOfJobs;
    private final Function<IngestEvent, @Nullable ParameterUpdate> reader;
    private final WriteMode mode;
    private final InstantSource wallClock;
    private final SaidLast saidLast = new SaidLast();

    /**
     * @param lane sends this writer's requests and nobody else's
     * @param vosOfJobs this writer's and nobody else's
     * @param reader what an event brings; null for nothing
     * @param wallClock the current time, for {@code timestamp}
     */
    JobParametersWriter(
            BulkLane lane,
            IndexNames indices,
            MappingGuard guard,
            LookUpCache<Integer, String> vosOfJobs,
            Function<IngestEvent, @Nullable ParameterUpdate> reader,
            WriteMode mode,
            InstantSource wallClock) {
        this.lane = lane;
        this.indices = indices;
        this.guard = guard;
        this.vosOfJobs = vosOfJobs;
        this.reader = reader;
        this.mode = mode;
        this.wallClock = wallClock;
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        Draft draft = new Draft(batch);
        if (draft.updates.isEmpty()) {
            return Future.succeededFuture(draft.outcomes());
        }
        return draft.findVos()
                .compose(unused -> draft.parameters.write(lane, mode, wallClock.millis()))
                .map(unused -> draft.outcomes())
                .recover(cause -> Future.failedFuture(OpenSearchFailures.of(cause)));
    }

    /** Nothing: the connections are the {@link OpenSearchStore}'s. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** One batch on its way from events to documents. */
    private final class Draft {

        /** Updates by the place of their request, in their order. */
        private final Map<Integer, ParameterUpdate> updates = new LinkedHashMap<>();

        private final BatchVos vos = new BatchVos(vosOfJobs, indices);
        private final WriteOutcome[] outcomes;
        private final ParameterBatch parameters;

        Draft(WriteBatch batch) {
            List<WriteRequest> requests = batch.requests();
            outcomes = new WriteOutcome[requests.size()];
            parameters = new ParameterBatch(indices, guard, batch.leave(), outcomes);
            Arrays.fill(outcomes, WriteOutcome.Stored.INSTANCE);
            for (int i = 0; i < outcomes.length; i++) {
                IngestEvent event = requests.get(i).event();
                if (event instanceof JobStatusAppliedEvent said && saidLast.isOvertaken(said)) {
                    outcomes[i] = WriteOutcome.Superseded.INSTANCE;
                    continue;
                }
                ParameterUpdate update = reader.apply(event);
                if (update != null) {
                    updates.put(i, update);
                }
            }
        }

        Future<Void> findVos() {
            return vos.find(updates.values())
                    .onSuccess(unused -> updates.forEach((request, update) -> {
                        WriteOutcome refusal = vos.next(update);
                        if (refusal != null) {
                            outcomes[request] = refusal;
                        } else if (!update.parameters().isEmpty()) {
                            int jobId = update.jobId();
                            parameters.add(request, Subject.job(jobId), vos.voOf(jobId), update.parameters());
                        }
                    }));
        }

        List<WriteOutcome> outcomes() {
            updates.forEach((request, update) -> {
                if (isSettled(outcomes[request])) {
                    vos.remember(update);
                }
            });
            return List.of(outcomes);
        }
    }

    private static boolean isSettled(WriteOutcome outcome) {
        return switch (outcome.kind()) {
            case STORED, SUPERSEDED, REJECTED -> true;
            case ABSENT, DEFERRED, FAILED -> false;
        };
    }
}
