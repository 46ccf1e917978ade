package org.diracgrid.ingest.worker.resilience;

import io.vertx.core.AsyncResult;
import java.util.Comparator;
import java.util.List;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.WriteOutcome;

/**
 * What the end of a write says about the store, as a store: not about the batch. Where the outcomes of a batch say
 * different things, the first of these counts.
 */
enum Verdict {
    /** It did something about a request, or found something wrong with it. */
    ANSWERED,
    /** Nobody knows what it means, or it is beyond waiting: bisecting finds out, or the worker ends. */
    UNKNOWN,
    /** It did nothing about any request, and may later. */
    FAILED,
    /** It did nothing, but not for want of this store: a look-up elsewhere failed, or the change feed. */
    FAILED_ELSEWHERE;

    /** The verdict on {@code store} of a write that ended with {@code answer}. */
    static Verdict of(String store, AsyncResult<List<WriteOutcome>> answer) {
        if (answer.succeeded()) {
            return answer.result().stream()
                    .map(outcome -> of(store, outcome))
                    .min(Comparator.naturalOrder())
                    .orElse(ANSWERED);
        }
        return answer.cause() instanceof StoreException e ? of(store, e.failure()) : UNKNOWN;
    }

    private static Verdict of(String store, WriteOutcome outcome) {
        return switch (outcome.kind()) {
            case STORED, SUPERSEDED, ABSENT, REJECTED, DEFERRED -> ANSWERED;
            case FAILED -> of(store, ((WriteOutcome.Failed) outcome).failure());
        };
    }

    private static Verdict of(String store, StoreFailure failure) {
        return switch (failure.kind()) {
            case TRANSIENT -> failure.store().equals(store) ? FAILED : FAILED_ELSEWHERE;
            case UNCLASSIFIED, FATAL -> UNKNOWN;
        };
    }
}
