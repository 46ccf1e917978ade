package org.diracgrid.ingest.worker.resilience;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.diracgrid.ingest.worker.port.LanePause;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreFailure;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.diracgrid.ingest.worker.resilience.StoreBreaker.Pass;

/**
 * Writes a batch once there is room and the breaker gives leave, however long that takes; tells the breaker how it ended.
 * It fails nothing by itself, unless the lane is in a hurry: then with TRANSIENT, before anything was sent.
 *
 * <p>Confined to its lane's context; breaker and bulkhead are shared by the lanes.
 */
final class GuardedWriter implements StoreWriter {

    /** For room somebody has to leave, and that is told; so this is only a second look. */
    private static final long ROOM_WAIT_MS = 1_000;

    private final String store;
    private final StoreWriter writer;
    private final LanePause lane;
    private final StoreBreaker breaker;
    private final WriteBulkhead bulkhead;

    GuardedWriter(String store, StoreWriter writer, LanePause lane, StoreBreaker breaker, WriteBulkhead bulkhead) {
        this.store = store;
        this.writer = writer;
        this.lane = lane;
        this.breaker = breaker;
        this.bulkhead = bulkhead;
    }

    @Override
    public Future<List<WriteOutcome>> write(WriteBatch batch) {
        Turn turn = new Turn(batch);
        turn.take();
        return turn.promise.future();
    }

    @Override
    public Future<Void> close() {
        return writer.close();
    }

    /** One batch's wait for its turn. A loop over one promise: chained futures would grow with the length of an outage. */
    private final class Turn {

        private final WriteBatch batch;
        private final Promise<List<WriteOutcome>> promise = Promise.promise();

        Turn(WriteBatch batch) {
            this.batch = batch;
        }

        void take() {
            Future<Void> freed = bulkhead.freed(); // do not reorder: what happens from here on is not missed
            Future<Void> news = breaker.news();
            if (!bulkhead.tryEnter()) {
                await("no room", ROOM_WAIT_MS, freed);
                return;
            }
            Pass pass = breaker.tryPass();
            if (pass == null) {
                bulkhead.leave();
                await("store is down", breaker.pingIfDue(), news);
            } else {
                writer.write(batch).onComplete(answer -> ended(pass, answer));
            }
        }

        private void ended(Pass pass, AsyncResult<List<WriteOutcome>> answer) {
            bulkhead.leave();
            breaker.ended(pass, Verdict.of(store, answer));
            promise.handle(answer);
        }

        private void await(String why, long delayMs, Future<Void> sooner) {
            lane.pause(delayMs, sooner).onComplete(paused -> {
                if (paused.succeeded()) {
                    take();
                } else {
                    promise.fail(new StoreException(
                            new StoreFailure(StoreFailure.Kind.TRANSIENT, store, "BREAKER", "not tried: " + why),
                            paused.cause()));
                }
            });
        }
    }
}
