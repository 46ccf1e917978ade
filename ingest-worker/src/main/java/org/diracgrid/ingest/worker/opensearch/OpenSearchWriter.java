package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.worker.opensearch.JobDocument.Part;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parameters that events bring into the documents of their jobs: VO of each job (see {@link BatchVos}), names
 * against the limit, one merged document per job, one bulk request (see {@link BulkRounds}).
 *
 * <p>Idempotent: the same update again leaves the same document, with a newer {@code timestamp}. An event that brings
 * nothing is answered by {@link WriteOutcome.Stored}: there is nothing of it to store. All events of one job in a batch
 * share a document; the first value of a new name gives the field its type, and within a batch that is the last one.
 *
 * <p>Confined to its lane's context.
 */
public final class OpenSearchWriter implements StoreWriter {

    private final BulkLane lane;
    private final IndexNames indices;
    private final MappingGuard guard;
    private final VoCache vosOfJobs;
    private final Function<IngestEvent, @Nullable ParameterUpdate> reader;
    private final WriteMode mode;
    private final InstantSource wallClock;

    /**
     * @param lane sends this writer's requests and nobody else's
     * @param vosOfJobs this writer's and nobody else's
     * @param reader what an event brings; null for nothing
     * @param wallClock the current time, for {@code timestamp}
     */
    OpenSearchWriter(
            BulkLane lane,
            IndexNames indices,
            MappingGuard guard,
            VoCache vosOfJobs,
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
                .compose(unused -> draft.learnNames())
                .compose(unused -> draft.prepareIndices())
                .compose(unused -> draft.send())
                .map(unused -> draft.outcomes())
                .recover(cause -> Future.failedFuture(OpenSearchFailures.of(cause)));
    }

    /** Nothing: the connections are the {@link OpenSearchStore}'s. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** A request that can be written, and where. */
    private record Placed(int request, ParameterUpdate update, String vo) {}

    /** One batch on its way from events to documents. */
    private final class Draft {

        /** Updates by the place of their request, in their order. */
        private final Map<Integer, ParameterUpdate> updates = new LinkedHashMap<>();

        private final BatchVos vos = new BatchVos(vosOfJobs, indices);

        private final List<Placed> placed = new ArrayList<>();

        /** By job; more than one document where its VO changed within the batch. */
        private final Map<Integer, List<JobDocument>> documents = new LinkedHashMap<>();

        private final Set<String> overflowing = new LinkedHashSet<>();
        private final WriteOutcome[] outcomes;

        Draft(WriteBatch batch) {
            List<WriteRequest> requests = batch.requests();
            outcomes = new WriteOutcome[requests.size()];
            Arrays.fill(outcomes, WriteOutcome.Stored.INSTANCE);
            for (int i = 0; i < outcomes.length; i++) {
                ParameterUpdate update = reader.apply(requests.get(i).event());
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
                            placed.add(new Placed(request, update, vos.voOf(update.jobId())));
                        }
                    }));
        }

        Future<Void> learnNames() {
            Map<String, Future<FieldNames>> namesByVo = new HashMap<>();
            List<Future<FieldNames>> names = placed.stream()
                    .map(part -> namesByVo.computeIfAbsent(part.vo(), guard::namesOf))
                    .toList();
            return Future.all(List.copyOf(namesByVo.values())).map(unused -> {
                for (int i = 0; i < names.size(); i++) {
                    addToDocument(placed.get(i), names.get(i).result());
                }
                return null;
            });
        }

        private void addToDocument(Placed part, FieldNames names) {
            int jobId = part.update().jobId();
            Map<String, Object> fitting = names.fit(part.update().parameters());
            JobDocument document = documentOf(jobId, indices.of(part.vo(), jobId));
            document.add(new Part(part.request(), fitting));
            if (fitting.containsKey(FieldNames.OVERFLOW)) {
                overflowing.add(document.index());
            }
        }

        private JobDocument documentOf(int jobId, String index) {
            List<JobDocument> all = documents.computeIfAbsent(jobId, unused -> new ArrayList<>(1));
            if (all.isEmpty() || !all.get(all.size() - 1).index().equals(index)) {
                all.add(new JobDocument(index, jobId));
            }
            return all.get(all.size() - 1);
        }

        Future<?> prepareIndices() {
            List<Future<Void>> prepared = new ArrayList<>();
            overflowing.forEach(index -> prepared.add(guard.prepare(index)));
            return Future.all(prepared);
        }

        Future<Void> send() {
            if (documents.isEmpty()) {
                return Future.succeededFuture();
            }
            return new BulkRounds(lane, mode, wallClock.millis(), outcomes).write(documents.values());
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
