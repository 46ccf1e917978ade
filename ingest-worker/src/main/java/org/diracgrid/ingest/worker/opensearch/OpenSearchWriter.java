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
import java.util.TreeSet;
import java.util.function.Function;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.JobDocument.Part;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parameters that events bring into the documents of their jobs: VO of each job, names against the limit, one
 * merged document per job, one bulk request (see {@link BulkRounds}).
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
    private final VoDirectory directory;
    private final Function<IngestEvent, @Nullable ParameterUpdate> reader;
    private final WriteMode mode;
    private final InstantSource wallClock;

    /**
     * @param lane sends this writer's requests and nobody else's
     * @param reader what an event brings; null for nothing
     * @param wallClock the current time, for {@code timestamp}
     */
    OpenSearchWriter(
            BulkLane lane,
            IndexNames indices,
            MappingGuard guard,
            VoDirectory directory,
            Function<IngestEvent, @Nullable ParameterUpdate> reader,
            WriteMode mode,
            InstantSource wallClock) {
        this.lane = lane;
        this.indices = indices;
        this.guard = guard;
        this.directory = directory;
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
                .compose(draft::learnNames)
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

    /** One batch on its way from events to documents. */
    private final class Draft {

        /** Updates by the place of their request. */
        private final Map<Integer, ParameterUpdate> updates = new LinkedHashMap<>();

        private final Map<Integer, JobDocument> documents = new LinkedHashMap<>();
        private final Set<String> overflowing = new LinkedHashSet<>();
        private final WriteOutcome[] outcomes;

        Draft(WriteBatch batch) {
            List<WriteRequest> requests = batch.requests();
            outcomes = new WriteOutcome[requests.size()];
            Arrays.fill(outcomes, WriteOutcome.Stored.INSTANCE);
            for (int i = 0; i < outcomes.length; i++) {
                ParameterUpdate update = reader.apply(requests.get(i).event());
                if (update != null && !update.parameters().isEmpty()) {
                    updates.put(i, update);
                }
            }
        }

        /** The VO of every job that has one; an event's own word needs no look-up. */
        Future<Map<Integer, String>> findVos() {
            Map<Integer, String> vos = new HashMap<>();
            Set<Integer> asked = new TreeSet<>();
            for (ParameterUpdate update : updates.values()) {
                String vo = update.vo();
                if (vo != null) {
                    vos.put(update.jobId(), vo);
                }
                asked.add(update.jobId());
            }
            asked.removeAll(vos.keySet());
            if (asked.isEmpty()) {
                return Future.succeededFuture(vos);
            }
            return directory.vosOf(asked).map(found -> {
                vos.putAll(found);
                return vos;
            });
        }

        Future<Void> learnNames(Map<Integer, String> vos) {
            Map<String, Future<FieldNames>> names = new HashMap<>();
            vos.values().forEach(vo -> {
                if (indices.isLegal(vo)) {
                    names.computeIfAbsent(vo, guard::namesOf);
                }
            });
            return Future.all(List.copyOf(names.values())).map(unused -> {
                updates.forEach((request, update) -> place(request, update, vos.get(update.jobId()), names));
                return null;
            });
        }

        private void place(
                int request, ParameterUpdate update, @Nullable String vo, Map<String, Future<FieldNames>> names) {
            int jobId = update.jobId();
            if (vo == null) {
                outcomes[request] =
                        new WriteOutcome.Absent(ReasonCode.JOB_NOT_FOUND, "job " + jobId + " is not in Jobs");
                return;
            }
            Future<FieldNames> learnt = names.get(vo);
            if (learnt == null) {
                outcomes[request] = new WriteOutcome.Rejected(
                        ReasonCode.BAD_VO, "the VO of job " + jobId + " cannot be part of an index's name");
                return;
            }
            Map<String, Object> fitting = learnt.result().fit(update.parameters());
            JobDocument document =
                    documents.computeIfAbsent(jobId, unused -> new JobDocument(indices.of(vo, jobId), jobId));
            document.add(new Part(request, fitting));
            if (fitting.containsKey(FieldNames.OVERFLOW)) {
                overflowing.add(document.index());
            }
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
            return new BulkRounds(lane, mode, wallClock.millis(), outcomes).write(List.copyOf(documents.values()));
        }

        List<WriteOutcome> outcomes() {
            return List.of(outcomes);
        }
    }
}
