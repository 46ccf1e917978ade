package org.diracgrid.ingest.worker.resilience;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.port.WriteRequest;

/**
 * Splits a batch that keeps failing for an unknown reason, until the request that does it stands alone and is rejected;
 * all others are written.
 *
 * <pre>
 * [a b c d] fails → [a b] stored · [c d] fails → [c] fails → rejected STORE_REJECTED · [d] stored
 * </pre>
 *
 * A whole batch and a request alone are tried until the deadline, the parts in between once. So one bad row costs two
 * deadlines, and a store that fails everything with an unknown code loses one request a deadline to the dead letters,
 * not a topic in a minute.
 *
 * <p>Confined to its lane's context.
 */
public final class BisectingWriter implements StoreWriter {

    private final StoreWriter patient;
    private final StoreWriter hasty;

    /**
     * @param patient writes batches and single requests; fails with UNCLASSIFIED only after a deadline
     * @param hasty writes parts; fails with UNCLASSIFIED at once
     */
    BisectingWriter(StoreWriter patient, StoreWriter hasty) {
        this.patient = patient;
        this.hasty = hasty;
    }

    /** The writer of one lane: {@code store} with retries that wait on {@code lane}, and bisection above them. */
    public static StoreWriter around(
            StoreWriter store, LanePause lane, RetryLimits limits, InstantSource clock, RandomGenerator random) {
        RetryLimits once = new RetryLimits(limits.firstDelayMs(), limits.maxDelayMs(), 0);
        return new BisectingWriter(
                new RetryingWriter(store, lane, limits, clock, random),
                new RetryingWriter(store, lane, once, clock, random));
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        return orSplit(patient, batch);
    }

    @Override
    public Future<Void> close() {
        return patient.close();
    }

    private Future<List<WriteOutcome>> orSplit(StoreWriter writer, WriteBatch batch) {
        return writer.write(batch)
                .recover(cause ->
                        cause instanceof StoreException e && e.failure().kind() == StoreFailure.Kind.UNCLASSIFIED
                                ? split(batch, e)
                                : Future.failedFuture(cause));
    }

    private Future<List<WriteOutcome>> split(WriteBatch batch, StoreException cause) {
        int size = batch.requests().size();
        if (size == 1) {
            StoreFailure failure = cause.failure();
            String detail = failure.store() + " answers " + failure.code() + ": " + failure.message();
            return Future.succeededFuture(List.of(new WriteOutcome.Rejected(ReasonCode.STORE_REJECTED, detail)));
        }
        List<WriteRequest> half = batch.requests().subList(0, size / 2);
        List<WriteRequest> rest = batch.requests().subList(size / 2, size);
        return part(batch.part(half))
                .compose(first -> second(half, first, batch.part(rest), cause).map(second -> joined(first, second)));
    }

    /**
     * The second half must not overtake a request of the first that has to be tried again: it may be of the same key. And
     * what is of the same key as a rejected one must not change the store before that is settled.
     */
    private Future<List<WriteOutcome>> second(
            List<WriteRequest> half, List<WriteOutcome> first, WriteBatch rest, StoreException cause) {
        Set<String> rejected = rejectedKeys(half, first);
        List<WriteRequest> open = rest.requests().stream()
                .filter(request -> !rejected.contains(request.event().key()))
                .toList();
        boolean mayBeWritten = first.stream().noneMatch(BisectingWriter::isToBeTriedAgain);
        Future<List<WriteOutcome>> written =
                mayBeWritten ? part(rest.part(open)) : Future.succeededFuture(postponed(open.size(), cause.failure()));
        return written.map(outcomes -> withDeferred(rest.requests(), rejected, outcomes));
    }

    private Future<List<WriteOutcome>> part(WriteBatch part) {
        return switch (part.requests().size()) {
            case 0 -> Future.succeededFuture(List.of());
            case 1 -> orSplit(patient, part);
            default -> orSplit(hasty, part);
        };
    }

    private static Set<String> rejectedKeys(List<WriteRequest> requests, List<WriteOutcome> outcomes) {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (isRejected(outcomes.get(i))) {
                keys.add(requests.get(i).event().key());
            }
        }
        return keys;
    }

    private static List<WriteOutcome> postponed(int size, StoreFailure failure) {
        return Collections.nCopies(
                size,
                new WriteOutcome.Failed(new StoreFailure(
                        StoreFailure.Kind.TRANSIENT,
                        failure.store(),
                        failure.code(),
                        "not tried: waits for the part before it")));
    }

    /** @param open outcomes of those whose key is not among {@code rejected}, in their order */
    private static List<WriteOutcome> withDeferred(
            List<WriteRequest> requests, Set<String> rejected, List<WriteOutcome> open) {
        Iterator<WriteOutcome> next = open.iterator();
        List<WriteOutcome> all = new ArrayList<>();
        for (WriteRequest request : requests) {
            all.add(rejected.contains(request.event().key()) ? WriteOutcome.Deferred.INSTANCE : next.next());
        }
        return all;
    }

    private static boolean isRejected(WriteOutcome outcome) {
        return switch (outcome.kind()) {
            case REJECTED, DEFERRED -> true;
            case STORED, SUPERSEDED, ABSENT, FAILED -> false;
        };
    }

    private static boolean isToBeTriedAgain(WriteOutcome outcome) {
        return switch (outcome.kind()) {
            case ABSENT, FAILED -> true;
            case STORED, SUPERSEDED, REJECTED, DEFERRED -> false;
        };
    }

    private static List<WriteOutcome> joined(List<WriteOutcome> first, List<WriteOutcome> second) {
        List<WriteOutcome> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
