package org.diracgrid.ingest.worker.resilience;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;

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
        return part(batch, 0, size / 2)
                .compose(first -> second(batch, first, cause).map(second -> joined(first, second)));
    }

    /** The second half must not overtake a request of the first that has to be tried again: it may be of the same key. */
    private Future<List<WriteOutcome>> second(WriteBatch batch, List<WriteOutcome> first, StoreException cause) {
        int size = batch.requests().size();
        if (first.stream().noneMatch(BisectingWriter::isToBeTriedAgain)) {
            return part(batch, first.size(), size);
        }
        StoreFailure failure = cause.failure();
        WriteOutcome postponed = new WriteOutcome.Failed(new StoreFailure(
                StoreFailure.Kind.TRANSIENT,
                failure.store(),
                failure.code(),
                "not tried: waits for the part before it"));
        return Future.succeededFuture(Collections.nCopies(size - first.size(), postponed));
    }

    private Future<List<WriteOutcome>> part(WriteBatch batch, int from, int to) {
        WriteBatch part = new WriteBatch(batch.requests().subList(from, to));
        return orSplit(to - from == 1 ? patient : hasty, part);
    }

    private static boolean isToBeTriedAgain(WriteOutcome outcome) {
        return switch (outcome.kind()) {
            case ABSENT, FAILED -> true;
            case STORED, SUPERSEDED, REJECTED -> false;
        };
    }

    private static List<WriteOutcome> joined(List<WriteOutcome> first, List<WriteOutcome> second) {
        List<WriteOutcome> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
