package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.worker.opensearch.ParameterDocument.Part;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * The parameters of one batch whose place is known, on their way into documents: names against the limit (see {@link
 * MappingGuard}), one merged document per job or pilot, one bulk request (see {@link BulkRounds}).
 *
 * <p>Confined to the lane that writes the batch.
 */
final class ParameterBatch {

    /** What one request says about a subject, and the VO whose index it goes to. */
    private record Placed(int request, Subject subject, String vo, Map<String, Object> parameters) {}

    private final IndexNames indices;
    private final MappingGuard guard;
    private final WriteLeave leave;
    private final WriteOutcome[] outcomes;
    private final List<Placed> placed = new ArrayList<>();

    /** By number of the subject; more than one document where its VO changed within the batch. */
    private final Map<Long, List<ParameterDocument>> documents = new LinkedHashMap<>();

    private final Set<String> overflowing = new LinkedHashSet<>();

    /**
     * With nothing in it.
     *
     * @param leave of the batch that they come from
     * @param outcomes one place per request of the batch; the places of what is added here are filled in
     */
    ParameterBatch(IndexNames indices, MappingGuard guard, WriteLeave leave, WriteOutcome[] outcomes) {
        this.leave = leave;
        this.indices = indices;
        this.guard = guard;
        this.outcomes = outcomes;
    }

    /**
     * Adds what a request says, behind what was added before.
     *
     * @param vo a legal one, see {@link IndexNames#isLegal}
     */
    void add(int request, Subject subject, String vo, Map<String, Object> parameters) {
        placed.add(new Placed(request, subject, vo, parameters));
    }

    /**
     * Writes what was added.
     *
     * @return done once every request has its outcome; or a failure with a {@link StoreException} where nothing is known
     *     about any of them
     */
    Future<Void> write(BulkLane lane, WriteMode mode, long nowMs) {
        if (placed.isEmpty()) {
            return Future.succeededFuture();
        }
        return learnNames()
                .compose(unused -> prepareIndices())
                .compose(unused -> new BulkRounds(lane, mode, nowMs, leave, outcomes).write(documents.values()));
    }

    private Future<Void> learnNames() {
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
        Map<String, Object> fitting = names.fit(part.parameters());
        ParameterDocument document =
                documentOf(part.subject(), indices.of(part.vo(), part.subject().number()));
        document.add(new Part(part.request(), fitting));
        if (fitting.containsKey(FieldNames.OVERFLOW)) {
            overflowing.add(document.index());
        }
    }

    private ParameterDocument documentOf(Subject subject, String index) {
        List<ParameterDocument> all = documents.computeIfAbsent(subject.number(), unused -> new ArrayList<>(1));
        if (all.isEmpty() || !all.get(all.size() - 1).index().equals(index)) {
            all.add(new ParameterDocument(index, subject));
        }
        return all.get(all.size() - 1);
    }

    private Future<?> prepareIndices() {
        List<Future<Void>> prepared = new ArrayList<>();
        overflowing.forEach(index -> prepared.add(guard.prepare(index)));
        return Future.all(prepared);
    }
}
