package org.diracgrid.ingest.worker.port;

import io.vertx.core.Future;
import java.util.List;

/**
 * Writes batches of events into one store. Implementations are idempotent: the same event written again changes
 * nothing and is answered by {@link WriteOutcome.Superseded}.
 *
 * <p>Called on a lane's context, with at most one batch in flight per lane; answers on that context; never blocks.
 */
public interface StoreWriter {

    /**
     * Writes {@code batch} as one unit. A request that is answered ABSENT or FAILED comes again later; until then no
     * request behind it with the same key may be stored, so those of the same batch are answered alike; or DEFERRED, if
     * they would be stored by themselves. A store where the events of a key leave each other alone, as the lines of a log
     * do, may answer each for itself.
     *
     * <p>A request that is answered REJECTED may come again, too, after a crash. Where the reason is what the store holds
     * and not the event itself, that must not be changed before the rejection is settled, so all requests behind it with
     * the same key in the same batch are answered DEFERRED; they come again then.
     *
     * @return one outcome per request, same order; or a failure with a {@link StoreException} where nothing is known
     *     about any of them (the whole batch may then be tried again)
     */
    Future<List<WriteOutcome>> write(WriteBatch batch);

    /** Releases what the writer holds. No write is in flight when it is called. */
    Future<Void> close();
}
